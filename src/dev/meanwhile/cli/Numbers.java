package dev.meanwhile.cli;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of value that are numbers. In the file, a number is a JSON number, not a string of digits. */
final class Numbers {

    private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})(KiB|MiB|GiB)");
    private static final List<String> UNITS = List.of("", "KiB", "MiB", "GiB");

    private Numbers() { }

    /** Whole numbers from {@code least} to {@code most}. */
    static Kind<Integer> count(int least, int most) {
        return count(least, most, "a whole number from " + least + " to " + most);
    }

    /** The same, which messages call {@code form}. */
    static Kind<Integer> count(int least, int most, String form) {
        return new Kind<>("NUMBER", form) {
            @Override
            Integer parse(String text) {
                if (DIGITS.matcher(text).matches()) {
                    return inRange(Long.parseLong(text), text);
                }
                throw misfit(Node.quote(text));
            }

            @Override
            Integer read(Node node) {
                return inRange(whole(node, this), node.shown());
            }

            private int inRange(long number, String was) {
                if (number < least || number > most) {
                    throw misfit(was);
                }
                return (int) number;
            }
        };
    }

    /** Numbers of bytes, or of characters, from 1 to {@code most}. */
    static Kind<Long> size(long most) {
        return new Kind<>("SIZE", "a size from 1 to " + written(most) + " such as \"64KiB\", \"1MiB\" or 1048576") {
            @Override
            Long parse(String text) {
                Matcher size = SIZE.matcher(text);
                if (DIGITS.matcher(text).matches()) {
                    return inRange(Long.parseLong(text), 1, Node.quote(text));
                } else if (size.matches()) {
                    return inRange(Long.parseLong(size.group(1)), 1L << 10 * UNITS.indexOf(size.group(2)), Node.quote(text));
                }
                throw misfit(Node.quote(text));
            }

            @Override
            Long read(Node node) {
                return node instanceof Node.Text ? super.read(node) : Long.valueOf(inRange(whole(node, this), 1, node.shown()));
            }

            @Override
            Object show(Long value) {
                return written(value);
            }

            private long inRange(long number, long unit, String was) {
                // Compared before it is multiplied, so that no number becomes a small one by overflow.
                if (number < 1 || number > most / unit) {
                    throw misfit(was);
                }
                return number * unit;
            }
        };
    }

    /** Numbers from {@code least} to {@code most}, with a fraction or without. Only for the file. */
    static Kind<Double> number(int least, int most) {
        return new Kind<>("NUMBER", "a number from " + least + " to " + most) {
            @Override
            Double parse(String text) {
                throw misfit(Node.quote(text));
            }

            @Override
            Double read(Node node) {
                if (node instanceof Node.Digits number) {
                    double value = Double.parseDouble(number.digits());
                    if (value >= least && value <= most) {
                        return value;
                    }
                }
                throw misfit(node.shown());
            }
        };
    }

    private static long whole(Node node, Kind<?> kind) {
        if (node instanceof Node.Digits number) {
            try {
                return new BigDecimal(number.digits()).longValueExact();
            } catch (ArithmeticException | NumberFormatException fractionOrTooBig) {
                throw kind.misfit(node.shown());
            }
        }
        throw kind.misfit(node.shown());
    }

    /** Returns a size in the largest unit that takes no fraction. */
    static String written(long size) {
        int unit = 0;
        while (unit < UNITS.size() - 1 && size % 1024 == 0) {
            size /= 1024;
            unit++;
        }
        return size + UNITS.get(unit);
    }
}
