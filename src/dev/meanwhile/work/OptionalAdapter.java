package dev.meanwhile.work;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.util.Optional;

/** Reads and writes an {@link Optional} as its value, or null. */
final class OptionalAdapter<T> extends TypeAdapter<Optional<T>> {

    static final class Factory implements TypeAdapterFactory {

        @Override
        @SuppressWarnings("unchecked") // TypeToken knows no wildcard: that T is an Optional is asked in the first line.
        public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
            if (type.getRawType() != Optional.class) {
                return null;
            }
            var value = type.getType() instanceof ParameterizedType typed ? typed.getActualTypeArguments()[0] : Object.class;
            return (TypeAdapter<T>) new OptionalAdapter<>(gson.getAdapter(TypeToken.get(value)));
        }
    }

    private final TypeAdapter<T> value;

    private OptionalAdapter(TypeAdapter<T> value) {
        this.value = value;
    }

    @Override
    public Optional<T> read(JsonReader json) throws IOException {
        if (json.peek() == JsonToken.NULL) {
            json.nextNull();
            return Optional.empty();
        }
        return Optional.of(value.read(json));
    }

    @Override
    public void write(JsonWriter json, Optional<T> optional) throws IOException {
        if (optional == null || optional.isEmpty()) {
            json.nullValue();
        } else {
            value.write(json, optional.get());
        }
    }
}
