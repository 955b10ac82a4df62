package io.ssokit.jdbc;

import io.ssokit.user.User;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A person's values as one JSON text, for a table of the app's that has columns for some of them only. Stateless.
 */
public final class UserJson {
    private static final String EXTERNAL_ID = "externalId";
    private static final String DISPLAY_NAME = "displayName";

    private UserJson() {}

    /** External id, display name, name, e-mail addresses, asserted groups and further attributes. */
    public static String of(User user) {
        Map<String, Object> all = new LinkedHashMap<>();
        user.externalId().ifPresent(id -> all.put(EXTERNAL_ID, id));
        user.displayName().ifPresent(name -> all.put(DISPLAY_NAME, name));
        all.putAll(Rest.read(Rest.of(user)));
        return Rest.write(all);
    }

    /**
     * Puts the values of such a text into a builder.
     *
     * @throws IllegalStateException if {@code json} is not what {@link #of} wrote
     */
    public static User.Builder into(User.Builder user, String json) {
        Rest.into(user, json);
        Map<String, Object> all = Rest.read(json);
        return user.externalId(text(all, EXTERNAL_ID)).displayName(text(all, DISPLAY_NAME));
    }

    private static Optional<String> text(Map<String, Object> all, String name) {
        return all.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
