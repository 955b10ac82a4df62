package io.ssokit.oidc;

import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import io.ssokit.session.SessionTags;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Claims as attributes: one name, a list of texts. A nested object becomes one attribute per leaf, its path joined with
 * dots; this also mends claim names whose own dots a provider has turned into nesting.
 */
final class ClaimAttributes {
    /** One object that holds all session tags, as AWS STS reads it from OpenID Connect tokens. */
    private static final String TAGS = "https://aws.amazon.com/tags";

    /** Claims that are to be fetched somewhere else (OpenID Connect Core 5.6.2); Entra ID names too many groups so. */
    private static final String ELSEWHERE = "_claim_names";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:/-]{1,80}");
    private static final int MAX_NAMED = 10;

    /** What only an ID token can say, and what speaks of the attempt rather than of the person. */
    private static final Set<String> ID_TOKEN_ONLY =
            Set.of("iss", "aud", "azp", "exp", "iat", "nbf", "jti", "sid", "auth_time", "acr", "amr");

    private static final Set<String> OF_THE_ATTEMPT =
            Set.of("nonce", "at_hash", "c_hash", "s_hash", ELSEWHERE, "_claim_sources");

    /** By which member an object in a list of groups is called, best first. */
    private static final List<String> NAMES = List.of("name", "display", "displayName", "value");

    private static final int MAX_SCALE = 64;

    /** A path repeats the names above it: without bounds, a megabyte of claims becomes gigabytes of names. */
    private static final int MAX_PATH = 1024;

    private static final int MAX_PATHS = 5000;

    private final Map<String, List<String>> attributes = new LinkedHashMap<>();
    private final Set<String> elsewhere = new TreeSet<>();

    private int paths;

    private ClaimAttributes() {}

    /**
     * What came of both sources.
     *
     * @param attributes of both; where both have one, the ID token's
     * @param fromIdToken the names of those that the ID token has
     * @param problems claims that the provider only points to, in plain sentences
     */
    record Merged(Map<String, List<String>> attributes, Set<String> fromIdToken, List<String> problems) {}

    /**
     * Attributes of both sources; where both have one, the ID token's stays.
     *
     * @param userInfo claims of the same subject, signed or not
     */
    static Merged of(VerifiedIdToken token, Map<String, @Nullable Object> userInfo) {
        ClaimAttributes result = new ClaimAttributes();
        result.addAll("", without(OF_THE_ATTEMPT, token.claims()));
        result.addElsewhere(token.claims());
        Set<String> signed = Set.copyOf(result.attributes.keySet());
        result.addAll("", without(ID_TOKEN_ONLY, without(OF_THE_ATTEMPT, ofThatAddress(token.claims(), userInfo))));
        result.addElsewhere(userInfo);
        return new Merged(result.attributes, signed, result.problems());
    }

    /** That one e-mail address is verified says nothing of another one: the address stays the ID token's. */
    private static Map<String, @Nullable Object> ofThatAddress(
            Map<String, @Nullable Object> signed, Map<String, @Nullable Object> userInfo) {
        Object address = signed.get("email");
        Object other = userInfo.get("email");
        boolean differs = address != null && other != null && !address.equals(other);
        boolean denied = "false".equalsIgnoreCase(String.valueOf(userInfo.get("email_verified")));
        return differs && !denied ? without(Set.of("email_verified"), userInfo) : userInfo;
    }

    private void addElsewhere(Map<String, @Nullable Object> claims) {
        if (claims.get(ELSEWHERE) instanceof Map<?, ?> names) {
            names.keySet().stream()
                    .map(String::valueOf)
                    .filter(name -> NAME.matcher(name).matches())
                    .limit(MAX_NAMED)
                    .forEach(elsewhere::add);
        }
        if (Boolean.TRUE.equals(claims.get("hasgroups"))) { // Entra ID's shorter way to say it
            elsewhere.add("groups");
        }
    }

    private List<String> problems() {
        return elsewhere.stream()
                .filter(name -> !attributes.containsKey(name))
                .map(name -> "claim '" + name
                        + "' is missing: the provider only names a place to fetch it, as Entra ID does"
                        + " for a person in very many groups; have it send the groups that are assigned to this app")
                .toList();
    }

    /** Attributes of one source. */
    static Map<String, List<String>> of(Map<String, @Nullable Object> members) {
        ClaimAttributes result = new ClaimAttributes();
        result.addAll("", members);
        return result.attributes;
    }

    private static Map<String, @Nullable Object> without(Set<String> names, Map<String, @Nullable Object> claims) {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(claims);
        rest.keySet().removeAll(names);
        return rest;
    }

    /** A claim of exactly a name comes first: no path that only reads like it takes its place. */
    private void addAll(String prefix, Map<?, ?> members) {
        members.forEach((name, value) -> {
            if (!(value instanceof Map<?, ?>)) {
                put(path(prefix, name, ++paths), texts(value));
            }
        });
        members.forEach((name, value) -> {
            if (value instanceof Map<?, ?> object) {
                addObject(path(prefix, name, ++paths), object);
            }
        });
    }

    private void addObject(String path, Map<?, ?> object) {
        if (path.equals(TAGS)) {
            addTags(object);
        } else {
            addAll(path + ".", object);
        }
    }

    /**
     * The name of a claim below another one, put together only if it is within the bounds.
     *
     * @param above with the dot behind it
     * @param count how many there are with this one
     * @throws LoginException if it is too long, or there are too many
     */
    static String path(String above, @Nullable Object name, int count) {
        String below = String.valueOf(name);
        if (above.length() + below.length() > MAX_PATH || count > MAX_PATHS) {
            throw LoginException.of(
                    LoginError.TOO_LARGE,
                    "at most " + MAX_PATHS + " claims with names of at most " + MAX_PATH + " characters",
                    "more or longer ones");
        }
        return above + below;
    }

    private void addTags(Map<?, ?> tags) {
        if (tags.get("principal_tags") instanceof Map<?, ?> principal) {
            principal.forEach((key, value) -> put(SessionTags.PRINCIPAL_TAG + key, texts(value)));
        }
        put(SessionTags.TRANSITIVE_KEYS, texts(tags.get("transitive_tag_keys")));
    }

    private void put(String name, List<String> values) {
        if (!values.isEmpty()) {
            attributes.putIfAbsent(name, values);
        }
    }

    private static List<String> texts(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        List<?> values = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        values.forEach(each -> text(each).ifPresent(texts::add));
        return texts;
    }

    private static Optional<String> text(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            // 1e999999999 is short only as long as it is not written out
            boolean writable = Math.abs(number.scale()) <= MAX_SCALE;
            return Optional.of(writable ? number.toPlainString() : number.toString());
        }
        if (value instanceof String || value instanceof Boolean || value instanceof Number) {
            return Optional.of(value.toString());
        }
        if (value instanceof Map<?, ?> object) {
            return NAMES.stream()
                    .map(object::get)
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .findFirst();
        }
        return Optional.empty();
    }
}
