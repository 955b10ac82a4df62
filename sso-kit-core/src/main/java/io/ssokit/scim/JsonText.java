package io.ssokit.scim;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON from and to maps, lists, {@code String}, {@code Boolean}, {@code Long}, {@code BigDecimal} and null. Reading is
 * bounded and strict: one object, UTF-8 without byte order mark, no key twice, at most {@value #MAX_DEPTH} deep.
 */
final class JsonText {
    static final int MAX_DEPTH = 100;
    private static final int MAX_EXPONENT = 400;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(100)
                    .maxNameLength(4_096)
                    .maxStringLength(ScimEndpoint.MAX_BODY_BYTES)
                    .build())
            .build();

    private JsonText() {}

    /** @throws ScimException invalidSyntax for anything but one JSON object within the bounds */
    static Map<String, @Nullable Object> object(byte[] body) {
        try (JsonParser parser = FACTORY.createParser(text(body))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw ScimException.invalidSyntax("the body must be a JSON object");
            }
            Map<String, @Nullable Object> object = object(parser);
            if (parser.nextToken() != null) {
                throw ScimException.invalidSyntax("the body goes on after the end of its JSON object");
            }
            return object;
        } catch (StreamConstraintsException beyondBounds) {
            throw ScimException.invalidSyntax(
                    "the body is nested more than " + MAX_DEPTH + " deep, or has a number or name that is too long");
        } catch (JsonProcessingException notJson) {
            throw ScimException.invalidSyntax("the body is not valid JSON" + place(notJson));
        } catch (IOException neverFromMemory) {
            throw new UncheckedIOException(neverFromMemory);
        }
    }

    /** What we have written ourselves. */
    static Map<String, @Nullable Object> object(String json) {
        return object(json.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(Map<String, ?> object) {
        return bytes(JsonObject.of(object));
    }

    static byte[] bytes(JsonObject object) {
        // Buffers that are used again: a page of a hundred people is a hundred kilobytes.
        BufferRecycler buffers = FACTORY._getBufferRecycler();
        try (ByteArrayBuilder out = new ByteArrayBuilder(buffers)) {
            try (JsonGenerator generator = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
                new JsonWriter(generator).write(object);
            }
            return out.getClearAndRelease();
        } catch (IOException neverToMemory) {
            throw new UncheckedIOException(neverToMemory);
        } finally {
            buffers.releaseToPool();
        }
    }

    private static String text(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        // What stands in the place of bytes that are no UTF-8; only who has sent it needs a closer look.
        return text.indexOf('\uFFFD') < 0 ? text : strictly(body);
    }

    private static String strictly(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw ScimException.invalidSyntax("the body is not UTF-8");
        }
    }

    private static String place(JsonProcessingException notJson) {
        return notJson.getLocation() == null
                ? ""
                : " at line " + notJson.getLocation().getLineNr() + ", column "
                        + notJson.getLocation().getColumnNr();
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = storable(parser.currentName());
            if (object.containsKey(name)) {
                throw new JsonParseException(parser, "a key twice");
            }
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException {
        List<@Nullable Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT:
                return object(parser);
            case START_ARRAY:
                return array(parser);
            case VALUE_STRING:
                return storable(parser.getText());
            case VALUE_TRUE:
                return true;
            case VALUE_FALSE:
                return false;
            case VALUE_NULL:
                return null;
            default:
                return number(parser);
        }
    }

    private static Object number(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        try {
            BigDecimal decimal = parser.getDecimalValue();
            // 1e999999999 is ten characters here and a gigabyte as soon as somebody writes it out.
            if (Math.abs((long) decimal.precision() - decimal.scale()) <= MAX_EXPONENT
                    && decimal.scale() <= MAX_EXPONENT) {
                return decimal;
            }
        } catch (NumberFormatException exponentBeyondInt) {
            // refused like the others
        }
        throw ScimException.invalidValue("the body has a number that is too large");
    }

    // Databases cannot keep U+0000, nor UTF-8 half a surrogate pair.
    private static String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (c == 0 || (Character.isSurrogate(c) && !pair)) {
                throw ScimException.invalidValue("the body has a text with U+0000 or half a surrogate pair");
            }
            i += pair ? 1 : 0;
        }
        return text;
    }
}
