package io.ssokit.oidc;

import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import io.ssokit.oidc.UserInfoAttributes.Address;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the answers of several endpoints together. The first one that says something wins, but for the e-mail address: there
 * the first one that says <i>verified</i> wins, and address and verdict stay together, so that no endpoint's verdict is taken
 * for another one's address. For one thread.
 */
final class UserInfoMerge {
    private static final String EMAIL = "email";
    private static final String VERDICT = "email_verified";

    private final Map<String, List<String>> attributes = new LinkedHashMap<>();
    private final Map<String, String> provenance = new LinkedHashMap<>();
    private @Nullable Address address;
    private String addressSource = "";

    /** An endpoint as provenance names it: without its query. */
    static String source(URI endpoint) {
        return endpoint.getScheme() + "://" + endpoint.getRawAuthority() + endpoint.getRawPath();
    }

    /**
     * The next answer.
     *
     * @param json an object, or an array: that goes by the last part of the endpoint's path
     * @throws LoginException if it is neither
     */
    void add(URI endpoint, Object json) {
        Map<?, ?> members = json instanceof Map<?, ?> object ? object : Map.of(name(endpoint), list(json));
        String source = source(endpoint);
        find(members).ifPresent(found -> choose(found, source));
        ClaimAttributes.of(expanded(members)).forEach((name, values) -> {
            if (attributes.putIfAbsent(name, values) == null) {
                provenance.put(name, source);
            }
        });
    }

    /** All that was said. Without a verdict an address counts as not verified. */
    UserInfoAttributes result() {
        if (address != null) {
            attributes.put(EMAIL, List.of(address.value()));
            provenance.put(EMAIL, addressSource);
            provenance.put(VERDICT, addressSource);
        }
        attributes.put(VERDICT, List.of(String.valueOf(address != null && address.isProven())));
        return new UserInfoAttributes(
                Collections.unmodifiableMap(attributes),
                Collections.unmodifiableMap(provenance),
                Optional.ofNullable(address));
    }

    private void choose(Address found, String source) {
        if (address == null || (found.isProven() && !address.isProven())) {
            address = found;
            addressSource = source;
        }
    }

    /** Arrays of objects become one attribute for each member: {@code emails.email}, {@code orgs.login}. */
    private static Map<String, @Nullable Object> expanded(Map<?, ?> members) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        members.forEach((name, value) -> all.put(String.valueOf(name), value));
        members.forEach((name, value) -> {
            if (value instanceof List<?> elements) {
                String above = ClaimAttributes.path(String.valueOf(name), ".", 0);
                columns(objects(elements))
                        .forEach((column, values) ->
                                all.putIfAbsent(ClaimAttributes.path(above, column, all.size() + 1), values));
            }
        });
        return all;
    }

    private static Map<String, List<Object>> columns(List<Map<?, ?>> objects) {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        for (Map<?, ?> object : objects) {
            object.forEach((column, value) -> {
                if (value != null && !(value instanceof List<?>) && !(value instanceof Map<?, ?>)) {
                    columns.computeIfAbsent(String.valueOf(column), first -> new ArrayList<>())
                            .add(value);
                }
            });
        }
        return columns;
    }

    /** Objects of an array, those first that are verified, and among equals the primary one. */
    private static List<Map<?, ?>> objects(List<?> elements) {
        List<Map<?, ?>> objects = new ArrayList<>();
        for (Object element : elements) {
            if (element instanceof Map<?, ?> object) {
                objects.add(object);
            }
        }
        Comparator<Map<?, ?>> verified = Comparator.comparing(object -> !isTrue(object.get("verified")));
        objects.sort(verified.thenComparing(object -> !isTrue(object.get("primary"))));
        return objects;
    }

    private static Optional<Address> find(Map<?, ?> members) {
        Optional<Address> best = Optional.empty();
        if (members.get(EMAIL) instanceof String plain && !plain.isBlank()) {
            Object verdict = members.containsKey(VERDICT) ? members.get(VERDICT) : members.get("verified_email");
            best = Optional.of(new Address(plain, said(verdict)));
        }
        for (Map.Entry<?, ?> member : members.entrySet()) {
            boolean addresses =
                    String.valueOf(member.getKey()).toLowerCase(Locale.ROOT).contains(EMAIL);
            if (addresses && member.getValue() instanceof List<?> elements) {
                Optional<Address> listed = listed(elements);
                best = best.isEmpty()
                                || listed.filter(Address::isProven).isPresent()
                                        && !best.get().isProven()
                        ? listed
                        : best;
            }
        }
        return best;
    }

    private static Optional<Address> listed(List<?> elements) {
        for (Map<?, ?> object : objects(elements)) {
            Object value = object.containsKey(EMAIL) ? object.get(EMAIL) : object.get("value");
            if (value instanceof String text && !text.isBlank()) {
                return Optional.of(new Address(text, said(object.get("verified"))));
            }
        }
        return Optional.empty();
    }

    private static Optional<Boolean> said(@Nullable Object verdict) {
        return verdict == null ? Optional.empty() : Optional.of(isTrue(verdict));
    }

    private static boolean isTrue(@Nullable Object value) {
        return Boolean.TRUE.equals(value) || "true".equals(value);
    }

    private static List<?> list(Object json) {
        if (json instanceof List<?> list) {
            return list;
        }
        throw LoginException.of(LoginError.MALFORMED, "user info as an object or an array", "something else");
    }

    private static String name(URI endpoint) {
        String path = String.valueOf(endpoint.getPath()).replaceAll("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
