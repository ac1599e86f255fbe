package dev.meanwhile.http;

/**
 * Metrics in the text format of Prometheus, version 0.0.4. The caller sees to it that the samples of a family follow its
 * head, and that no family comes twice.
 */
final class MetricsText {

    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String PREFIX = "meanwhile_";

    private final StringBuilder text = new StringBuilder(16_384);
    private String family;

    /** Begins a family; {@code help} is one line. */
    MetricsText family(String name, String type, String help) {
        family = PREFIX + name;
        text.append("# HELP ").append(family).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(family).append(' ').append(type).append('\n');
        return this;
    }

    /** Writes a family of one sample without labels. */
    MetricsText single(String name, String type, String help, double value) {
        return family(name, type, help).sample(value);
    }

    /** Writes a sample of the family; {@code labels} are names and values in turn. */
    MetricsText sample(double value, String... labels) {
        return sample("", value, labels);
    }

    /** Writes a sample whose name is that of the family and {@code suffix}. */
    MetricsText sample(String suffix, double value, String... labels) {
        text.append(family).append(suffix);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"").append(escaped(labels[i + 1])).append('"');
        }
        text.append(labels.length == 0 ? " " : "} ").append(number(value)).append('\n');
        return this;
    }

    static String number(double value) {
        if (value == Double.POSITIVE_INFINITY) {
            return "+Inf";
        }
        return value == (long) value ? Long.toString((long) value) : Double.toString(value);
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
