package io.ssokit.internal.config;

import io.ssokit.connection.ScimAction;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.ScimStrictness;
import java.util.Optional;
import java.util.Set;

/** Reads a block of {@code scim.directories}. */
public final class DirectoryReader {
    private DirectoryReader() {}

    /** What a directory may do, without its tokens; empty after telling the node what is wrong. */
    public static Optional<ScimSettings> settings(Node node) {
        ScimSettings.Builder settings = ScimSettings.builder()
                .strict(node.choices("strict", ScimStrictness.class))
                .paused(node.flag("paused", false))
                .adminGroups(node.list("admin-groups"))
                .protectedGroups(node.list("protected-groups"))
                .protectedUsers(node.list("protected-users"));
        Set<ScimAction> allowed = node.choices("allow", ScimAction.class);
        if (node.has("allow")) {
            settings.allow(allowed);
        }
        node.number("rate-limit").ifPresent(settings::rateLimit);
        node.number("breaker-percent").ifPresent(settings::breakerPercent);
        node.duration("breaker-window").ifPresent(settings::breakerWindow);
        node.url("webhook").ifPresent(settings::webhook);
        node.secret("webhook-secret").ifPresent(settings::webhookSecret);
        if (node.flag("insecure-allow-http", false)) {
            settings.insecureAllowHttp();
        }
        try {
            return Optional.of(settings.build());
        } catch (IllegalArgumentException wrong) {
            node.problem("", String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }
}
