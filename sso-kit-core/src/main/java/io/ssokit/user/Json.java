package io.ssokit.user;

import java.math.BigDecimal;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Deep immutable copies of JSON-shaped values, keeping the order of keys. What is such a copy is not copied again. */
final class Json {
    private Json() {}

    static Map<String, Object> immutable(Map<String, ?> source) {
        if (source instanceof Copy copy) {
            return copy;
        }
        Map<String, Object> values = new LinkedHashMap<>(capacity(source));
        source.forEach((key, value) -> values.put(key, value(key, value)));
        return new Copy(values);
    }

    private static Object value(String at, Object value) {
        if (value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof BigDecimal
                || value instanceof Copy) {
            return value;
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            for (Object element : list) {
                copy.add(value(at, element));
            }
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> values = new LinkedHashMap<>(capacity(map));
            map.forEach((key, element) -> values.put(String.valueOf(key), value(at, element)));
            return new Copy(values);
        }
        throw new IllegalArgumentException("attribute " + at + " holds neither text, boolean, number, list nor map");
    }

    private static int capacity(Map<?, ?> source) {
        return source.size() * 4 / 3 + 1;
    }

    /** Known by its type to be immutable all the way down. */
    private static final class Copy extends AbstractMap<String, Object> {
        private final Map<String, Object> values;

        Copy(Map<String, Object> values) {
            this.values = Collections.unmodifiableMap(values);
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public boolean containsKey(Object key) {
            return values.containsKey(key);
        }

        @Override
        public @Nullable Object get(Object key) {
            return values.get(key);
        }

        @Override
        public void forEach(BiConsumer<? super String, ? super Object> each) {
            values.forEach(each);
        }

        @Override
        public Set<String> keySet() {
            return values.keySet();
        }

        @Override
        public Collection<Object> values() {
            return values.values();
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return values.entrySet();
        }
    }
}
