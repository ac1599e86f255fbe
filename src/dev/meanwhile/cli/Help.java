package dev.meanwhile.cli;

import dev.meanwhile.http.Version;

/** What {@code help} prints. The settings are those of the table {@link Setting}. */
final class Help {

    private static final String FILE = """
            Configuration file: JSON that may have comments, // and /* */, and trailing commas. The settings
            are named as their flags, in camel case: "logLevel", and "keep": {"count": 1000}. Paths in it are
            relative to its folder. Job types can be set only there:

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
                }
              }

            Exit codes
              0         done; of the server: it was told to stop, by SIGTERM or Ctrl-C, and has
              1         the server could not start
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
        return text.append('\n').append(FILE).toString();
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
