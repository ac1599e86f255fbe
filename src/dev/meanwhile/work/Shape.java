package dev.meanwhile.work;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.reflect.TypeToken;
import dev.meanwhile.job.InputError;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Holds a JSON value against a Java type and collects what does not fit. Every component of a record is required and not
 * null, except an {@link Optional} one; members that are no component are wrong. Records, lists, sets, arrays and maps are
 * gone into; of other classes Gson has the say.
 */
final class Shape {

    /** How each integral type reads a number, and throws if it does not fit. */
    private static final Map<Class<?>, Function<BigDecimal, ?>> INTEGERS = Map.of(
            byte.class, BigDecimal::byteValueExact, Byte.class, BigDecimal::byteValueExact,
            short.class, BigDecimal::shortValueExact, Short.class, BigDecimal::shortValueExact,
            int.class, BigDecimal::intValueExact, Integer.class, BigDecimal::intValueExact,
            long.class, BigDecimal::longValueExact, Long.class, BigDecimal::longValueExact,
            BigInteger.class, BigDecimal::toBigIntegerExact);

    /** An exponent above this makes a number that takes more memory than the text it came in. */
    private static final int MAX_SCALE = 1_000;

    /** No more than these are listed: who makes more mistakes mends these first. */
    private static final int MAX_ERRORS = 20;
    private static final int MAX_SHOWN = 100;

    private final Gson gson;
    private final List<InputError> errors;

    Shape(Gson gson, List<InputError> errors) {
        this.gson = gson;
        this.errors = errors;
    }

    void check(JsonElement json, Type type, String pointer) {
        Class<?> raw = TypeToken.get(type).getRawType();
        if (raw == Optional.class) {
            if (!json.isJsonNull()) {
                check(json, argument(type, 0), pointer);
            }
        } else if (raw == Void.class) {
            expect(json.isJsonNull(), pointer, "must be null", json);
        } else if (raw.isRecord()) {
            checkRecord(json, raw, type, pointer);
        } else if (Collection.class.isAssignableFrom(raw)) {
            checkElements(json, argument(type, 0), pointer);
        } else if (raw.isArray()) {
            checkElements(json, raw.getComponentType(), pointer);
        } else if (Map.class.isAssignableFrom(raw)) {
            checkValues(json, argument(type, 1), pointer);
        } else {
            checkValue(json, raw, pointer);
        }
    }

    private void checkRecord(JsonElement json, Class<?> raw, Type type, String pointer) {
        if (!(json instanceof JsonObject members)) {
            wrong(pointer, "must be an object", json);
            return;
        }
        RecordComponent[] components = raw.getRecordComponents();
        List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
        for (String name : members.keySet()) {
            if (!names.contains(name)) {
                add(new InputError(pointer + "/" + escaped(name), "is not known; known: " + String.join(", ", names)));
            }
        }
        for (RecordComponent component : components) {
            JsonElement member = members.get(component.getName());
            String place = pointer + "/" + escaped(component.getName());
            boolean optional = component.getType() == Optional.class;
            if (member == null || member.isJsonNull()) {
                if (!optional) {
                    add(new InputError(place, member == null ? "is required" : "must not be null"));
                }
            } else {
                check(member, resolved(component, type), place);
            }
        }
    }

    /** Returns the component's type, with the record's own type parameters left to Gson where it has any. */
    private static Type resolved(RecordComponent component, Type record) {
        return record instanceof ParameterizedType ? component.getType() : component.getGenericType();
    }

    private void checkElements(JsonElement json, Type element, String pointer) {
        if (!json.isJsonArray()) {
            wrong(pointer, "must be an array", json);
            return;
        }
        int index = 0;
        for (JsonElement each : json.getAsJsonArray()) {
            check(each, element, pointer + "/" + index++);
        }
    }

    private void checkValues(JsonElement json, Type value, String pointer) {
        if (!(json instanceof JsonObject members)) {
            wrong(pointer, "must be an object", json);
            return;
        }
        members.entrySet().forEach(member -> check(member.getValue(), value, pointer + "/" + escaped(member.getKey())));
    }

    private void checkValue(JsonElement json, Class<?> raw, String pointer) {
        if (INTEGERS.containsKey(raw)) {
            expect(isNumber(json) && fits(json, INTEGERS.get(raw)), pointer, "must be an integer" + range(raw), json);
        } else if (raw == double.class || raw == float.class || Number.class.isAssignableFrom(raw)) {
            expect(isNumber(json), pointer, "must be a number", json);
        } else if (raw == boolean.class || raw == Boolean.class) {
            expect(json instanceof JsonPrimitive value && value.isBoolean(), pointer, "must be true or false", json);
        } else if (raw == String.class || raw == CharSequence.class) {
            expect(isString(json), pointer, "must be a string", json);
        } else if (raw.isEnum()) {
            List<String> names = Arrays.stream(raw.getEnumConstants()).map(constant -> ((Enum<?>) constant).name()).toList();
            expect(isString(json) && names.contains(json.getAsString()), pointer,
                    names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ", "must be one of ", "")), json);
        } else if (raw != Object.class && !JsonElement.class.isAssignableFrom(raw)) {
            checkByReading(json, raw, pointer);
        }
    }

    private void checkByReading(JsonElement json, Class<?> raw, String pointer) {
        try {
            expect(gson.getAdapter(raw).fromJsonTree(json) != null, pointer, "must not be null", json);
        } catch (RuntimeException unreadable) {
            wrong(pointer, "can not be read as " + raw.getSimpleName() + " (" + unreadable.getMessage() + ")", json);
        }
    }

    private void add(InputError error) {
        if (errors.size() < MAX_ERRORS) {
            errors.add(error);
        }
    }

    private void expect(boolean fits, String pointer, String rule, JsonElement json) {
        if (!fits) {
            wrong(pointer, rule, json);
        }
    }

    private void wrong(String pointer, String rule, JsonElement json) {
        add(new InputError(pointer, rule + ", was " + shown(json.toString())));
    }

    private static boolean isNumber(JsonElement json) {
        return json instanceof JsonPrimitive value && value.isNumber();
    }

    private static boolean isString(JsonElement json) {
        return json instanceof JsonPrimitive value && value.isString();
    }

    private static boolean fits(JsonElement number, Function<BigDecimal, ?> read) {
        try {
            var exact = new BigDecimal(number.getAsString());
            if (Math.abs((long) exact.scale()) > MAX_SCALE) {
                return false;
            }
            read.apply(exact);
            return true;
        } catch (ArithmeticException | NumberFormatException outOfRange) {
            return false;
        }
    }

    private static String range(Class<?> raw) {
        return raw == int.class || raw == Integer.class ? " from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE
                : raw == BigInteger.class ? "" : " of type " + raw.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static Type argument(Type type, int index) {
        return type instanceof ParameterizedType typed ? typed.getActualTypeArguments()[index] : Object.class;
    }

    private static String shown(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }

    private static String escaped(String name) {
        return shown(name).replace("~", "~0").replace("/", "~1");
    }
}
