package io.ssokit.oidc;

import java.net.URI;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.pac4j.core.profile.UserProfile;

/** A pac4j profile's attributes as everybody else's: names and texts. */
final class PluggedProfile {
    /** Not about the person, and not for anybody's log. */
    private static final Set<String> TOKENS =
            Set.of("access_token", "id_token", "refresh_token", "access_token_secret", "ticket", "token");

    private static final String ROLES = "roles";

    private PluggedProfile() {}

    /**
     * All attributes that can be said in text; what else pac4j's clients keep in a profile (tokens, keys, objects of their
     * own) is left out. Roles that the client has set become the attribute {@code roles}, unless the profile has one.
     */
    static Map<String, List<String>> attributes(UserProfile profile) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        profile.getAttributes().forEach((name, value) -> {
            if (!TOKENS.contains(name)) {
                plain.put(name, plain(value));
            }
        });
        if (!profile.getRoles().isEmpty()) {
            plain.putIfAbsent(ROLES, List.copyOf(profile.getRoles()));
        }
        return ClaimAttributes.of(plain);
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof String || value instanceof Boolean || value instanceof Number) {
            return value;
        }
        if (value instanceof Date date) {
            return date.toInstant().toString();
        }
        if (isNamed(value)) {
            return String.valueOf(value);
        }
        if (value instanceof Object[] array) {
            return plain(Arrays.asList(array));
        }
        if (value instanceof Collection<?> values) {
            List<@Nullable Object> all = new ArrayList<>();
            values.forEach(each -> all.add(plain(each)));
            return all;
        }
        if (value instanceof Map<?, ?> object) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            object.forEach((name, member) -> members.put(String.valueOf(name), plain(member)));
            return members;
        }
        return null;
    }

    private static boolean isNamed(@Nullable Object value) {
        return value instanceof URI
                || value instanceof Locale
                || value instanceof UUID
                || value instanceof Enum<?>
                || value instanceof TemporalAccessor;
    }
}
