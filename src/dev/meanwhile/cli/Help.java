package dev.meanwhile.cli;

import dev.meanwhile.demo.Demo;
import dev.meanwhile.http.Version;

/** What {@code help} prints. The settings are those of the table {@link Setting}. */
final class Help {

    private static final String FILE = """
            Configuration file: JSON that may have comments, // and /* */, and trailing commas. The settings
            are named as their flags, in camel case: "logLevel", and "keep": {"count": 1000}. Paths in it are
            relative to its folder. Job types, queues and schedules can be set only there:

              {
                "types": {
                  "thumbnail": {
                    "command": ["convert", "${input.path}", "-resize", "${input.width:-200}", "out.png"],
                    "directory": "/srv/images", "environment": {"LANG": "C.UTF-8"},
                    "timeout": "1m", "retry": 3, "concurrency": 4
                  },
                  "notify": {
                    "http": {"url": "https://hooks.example.com/${input.team}", "body": "${input}"},
                    "retry": {"attempts": 5, "backoff": "1s", "factor": 2, "cap": "10m", "jitter": 0.2}
                  }
                },
                "queues": {
                  "thumbnail": {"rate": "100/m", "concurrencyPerKey": 2}
                },
                "schedules": {
                  "nightly": {"cron": "0 3 * * *", "zone": "Asia/Seoul", "type": "thumbnail",
                              "input": {"path": "a.png"}, "catchUp": "1h", "overlap": "skip"}
                }
              }

            Data folder: a job is on disk, in the folder journal, before it is accepted. After a stop, a crash
            or kill -9 the next start takes up all that had not finished; what ran in a crash runs again, but
            not after three of them. A stop loses nothing: what it cuts off is put back. A power failure loses
            nothing either, or the last 200 ms with fsync interval, the last 30 s perhaps with fsync never.
            If the journal is damaged, the server does not start: check says where and what is lost, and
            check --repair goes on without that and keeps a copy. check [--json] changes nothing.
            """;

    private static final String DEMO = """
            Demo: demo runs eight small servers under one load, 40 seconds in all, and prints how each stood
            it; demo --json for programs. demo NAME ... takes some of them, or lessons. demo --explain says
            what each one teaches and which file to read.
              servers   %s
              lessons   %s
            """;

    private static final String CODES = """
            Exit codes
              0         done; of the server: it was told to stop, by SIGTERM or Ctrl-C, and has
              1         the server could not start; of check: it could not on this data, or there is none;
                        of demo: it could not go on
              2         a mistake in flags, variables or the configuration file: it is on stderr
              130, 143  a second Ctrl-C or SIGTERM ended the server at once
            """;

    private Help() { }

    static String text() {
        var text = new StringBuilder();
        text.append("Meanwhile ").append(Version.CURRENT).append(", a job server: it answers now, and does the work meanwhile.\n\n");
        text.append("Usage: java -jar meanwhile.jar [command] [flags]\n\nCommands\n");
        for (Command command : Command.values()) {
            text.append(String.format("  %-8s  %s%n", command.word(), command.meaning()));
        }
        text.append("\nSettings: flag, variable, default. Flags beat variables, variables the file, the file the defaults.\n");
        Setting.ALL.forEach(setting -> append(text, setting));
        return text.append('\n').append(FILE).append('\n').append(demo()).append('\n').append(CODES).toString();
    }

    private static String demo() {
        return DEMO.formatted(String.join(", ", Demo.servers()), String.join(", ", Demo.lessons()));
    }

    private static <T> void append(StringBuilder text, Setting<T> setting) {
        String otherwise = setting.otherwise() == null ? "" : setting.kind().show(setting.otherwise()).toString();
        text.append(String.format("  %-33s %-25s %s%n", flag(setting), setting.variable(), otherwise.isEmpty() ? "none" : otherwise));
        text.append("      ").append(setting.meaning()).append('\n');
    }

    private static String flag(Setting<?> setting) {
        if (!setting.hasFlag()) {
            return "(no flag)";
        }
        String value = setting.kind().placeholder();
        return setting.flag() + (setting.kind().isSwitch() ? "[=" + value + "]" : " " + value);
    }
}
