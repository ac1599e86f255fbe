package dev.meanwhile.cli;

import dev.meanwhile.job.JobType;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.work.CommandSpec;
import dev.meanwhile.work.CommandWork;
import dev.meanwhile.work.Deliveries;
import dev.meanwhile.work.HttpSpec;
import dev.meanwhile.work.HttpWork;
import dev.meanwhile.work.RemoteWork;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A job type of the configuration file. */
sealed interface DeclaredType {

    String name();

    /** Returns the type, its work joined to what it needs of the running server. */
    JobType on(Path spool, Supplier<String> serverUrl, Deliveries client);

    /** One that runs a command. */
    record Command(String name, CommandSpec spec, TypeOptions options) implements DeclaredType {
        @Override
        public JobType on(Path spool, Supplier<String> serverUrl, Deliveries client) {
            return new JobType(name, new CommandWork(spec, spool, serverUrl), options);
        }
    }

    /** One that makes a request. */
    record Http(String name, HttpSpec spec, TypeOptions options) implements DeclaredType {
        @Override
        public JobType on(Path spool, Supplier<String> serverUrl, Deliveries client) {
            return new JobType(name, new HttpWork(spec, client), options);
        }
    }

    /** One whose jobs workers in other processes run. */
    record Remote(String name, TypeOptions options) implements DeclaredType {
        @Override
        public JobType on(Path spool, Supplier<String> serverUrl, Deliveries client) {
            return RemoteWork.type(name, options);
        }
    }
}
