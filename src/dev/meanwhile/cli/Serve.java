package dev.meanwhile.cli;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.http.Server;
import dev.meanwhile.http.Version;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.work.Builtins;
import dev.meanwhile.work.Deliveries;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The command {@code serve}: a server from its start to its stop. */
final class Serve {

    private final Configuration configuration;
    private final Terminal terminal;
    private final EventLines lines;
    private final EventLog log;

    Serve(Configuration configuration, Terminal terminal) {
        this.configuration = configuration;
        this.terminal = terminal;
        this.lines = EventLines.to(terminal.err(), configuration.get(Setting.LOG));
        this.log = new EventLog(Clock.systemUTC(), configuration.get(Setting.LOG_LEVEL), lines);
    }

    /** Serves until the process is told to stop; returns its exit code. */
    int run() {
        try {
            return serve();
        } finally {
            lines.close();
        }
    }

    private int serve() {
        Endpoint listen = configuration.get(Setting.LISTEN);
        InetSocketAddress address = listen.resolve();
        if (address.isUnresolved()) {
            return fail(Main.FAILED, "cannot listen on " + listen + ": unknown host");
        }
        if (isOpenToAnybody(address)) {
            return fail(Main.MISTAKEN, listen + " can be reached from other machines, and there is no token: set "
                    + Setting.TOKEN.variable() + ", or give " + Setting.OPEN.flag() + " to let anybody who can reach it run jobs");
        }
        try (var client = new Deliveries(Version.CURRENT); var signals = Signals.listen()) {
            var server = new Server(configuration.server(address), log);
            addTypes(server, client, address.getAddress().isLoopbackAddress());
            List<String> mistakes = addSchedules(server);
            if (!mistakes.isEmpty()) {
                server.stop(Duration.ZERO);
                mistakes.forEach(terminal.err()::println);
                terminal.err().flush();
                return Main.MISTAKEN;
            }
            if (!start(server, listen)) {
                return Main.FAILED;
            }
            warn();
            terminal.out().print(StartBlock.of(configuration, server.url(), server.takenUp()));
            terminal.out().flush();
            stop(server, signals.await());
            return Main.DONE;
        } catch (IOException | RefusedException unusable) {
            return fail(Main.FAILED, unusable.getMessage());
        }
    }

    private boolean isOpenToAnybody(InetSocketAddress address) {
        return !address.getAddress().isLoopbackAddress() && configuration.get(Setting.TOKEN) == null && !configuration.get(Setting.OPEN);
    }

    private void addTypes(Server server, Deliveries client, boolean loopback) {
        // Those of the file come last, and so replace the built-in ones they share a name with.
        Builtins.types(client, loopback).forEach(server::type);
        configuration.queues().forEach(server::queue);
        for (DeclaredType type : configuration.types()) {
            server.type(type.on(server.spool(), server::url, client));
        }
    }

    /** Adds the schedules; returns what is wrong with them, now that it is known which types there are. */
    private List<String> addSchedules(Server server) {
        var mistakes = new Mistakes();
        for (DeclaredSchedule declared : configuration.schedules()) {
            try {
                server.schedule(declared.schedule());
            } catch (InvalidInputException invalid) {
                for (InputError error : invalid.errors()) {
                    String[] path = error.pointer().substring(1).split("/");
                    mistakes.add(declared.origins().get(path[0]),
                            "schedules." + declared.schedule().name() + "." + String.join(".", path), ": " + error.detail());
                }
            }
        }
        return mistakes.lines();
    }

    private boolean start(Server server, Endpoint listen) throws IOException {
        try {
            server.start();
            return true;
        } catch (IOException refused) {
            fail(Main.FAILED, "cannot listen on " + listen + ": " + reason(refused, listen));
            return false;
        }
    }

    private static String reason(IOException refused, Endpoint listen) throws IOException {
        String message = String.valueOf(refused.getMessage());
        InetSocketAddress address = listen.resolve();
        boolean elsewhere = !address.getAddress().isAnyLocalAddress() && NetworkInterface.getByInetAddress(address.getAddress()) == null;
        if (!(refused instanceof BindException)) {
            return message;
        } else if (elsewhere) {
            return "this machine has no such address";
        } else if (message.contains("ermission")) {
            return "permission denied; choose a port above 1023 with " + Setting.LISTEN.flag() + " "
                    + listen.withPort(Endpoint.DEFAULT.port());
        }
        int next = listen.port() < Endpoint.MAX_PORT ? listen.port() + 1 : listen.port() - 1;
        return "already in use; another Meanwhile? choose another with " + Setting.LISTEN.flag() + " " + listen.withPort(next);
    }

    /** Tells of what is no mistake, but most likely not what was meant. */
    private void warn() {
        configuration.unknownVariables().forEach(variable -> log.warn("unknown_variable", "detail", variable));
        String path = terminal.environment().getOrDefault("PATH", "");
        for (DeclaredType type : configuration.types()) {
            if (type instanceof DeclaredType.Command(var name, var spec, var options)) {
                String program = spec.command().getFirst();
                if (!Programs.exist(program, spec.directory(), path)) {
                    log.warn("program_missing", "type", name, "program", program);
                }
            }
        }
    }

    private void stop(Server server, String signal) {
        log.info("stop_asked", "signal", signal);
        Server.Stopped stopped = server.stop(configuration.get(Setting.GRACE));
        stopped.putBack().forEach(line -> log.info("put_back", "what", line));
        stopped.abandoned().forEach(line -> log.warn("abandoned", "what", line));
        log.info("stopped", "put_back", stopped.putBack().size(), "abandoned", stopped.abandoned().size());
    }

    private int fail(int code, String message) {
        terminal.say(message);
        return code;
    }
}
