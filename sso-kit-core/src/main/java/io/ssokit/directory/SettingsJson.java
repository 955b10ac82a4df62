package io.ssokit.directory;

import com.fasterxml.jackson.databind.JsonNode;
import io.ssokit.connection.ScimAction;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.ScimStrictness;
import io.ssokit.connection.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A directory's settings as JSON. What is not written is as usual, so that what an older version wrote is read. */
final class SettingsJson {
    private SettingsJson() {}

    static Map<String, Object> write(ScimSettings settings) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("allow", names(settings.allow()));
        parts.put("rateLimit", settings.rateLimit());
        parts.put("strict", names(settings.strict()));
        parts.put("paused", settings.paused());
        parts.put("breakerPercent", settings.breakerPercent());
        parts.put("breakerWindow", settings.breakerWindow().toString());
        parts.put("adminGroups", new TreeSet<>(settings.adminGroups()));
        parts.put("protectedGroups", new TreeSet<>(settings.protectedGroups()));
        parts.put("protectedUsers", new TreeSet<>(settings.protectedUsers()));
        settings.webhook().ifPresent(url -> parts.put("webhook", url.toString()));
        settings.webhookSecret().ifPresent(secret -> parts.put("webhookSecret", secret.reveal()));
        parts.put("insecureAllowHttp", settings.insecureAllowHttp());
        return parts;
    }

    /** @throws IllegalArgumentException if {@link #write} did not write it */
    static ScimSettings read(JsonNode node) {
        ScimSettings usual = ScimSettings.usual();
        ScimSettings.Builder settings = ScimSettings.builder()
                .rateLimit(node.path("rateLimit").asInt(usual.rateLimit()))
                .strict(texts(node, "strict").map(ScimStrictness::valueOf).toList())
                .paused(node.path("paused").asBoolean())
                .breakerPercent(node.path("breakerPercent").asInt(usual.breakerPercent()))
                .breakerWindow(Duration.parse(
                        node.path("breakerWindow").asText(usual.breakerWindow().toString())))
                .adminGroups(texts(node, "adminGroups").toList())
                .protectedGroups(texts(node, "protectedGroups").toList())
                .protectedUsers(texts(node, "protectedUsers").toList());
        if (node.path("insecureAllowHttp").asBoolean()) {
            settings.insecureAllowHttp();
        }
        if (node.has("allow")) {
            settings.allow(texts(node, "allow").map(ScimAction::valueOf).toList());
        }
        if (node.has("webhook")) {
            settings.webhook(URI.create(node.get("webhook").asText()))
                    .webhookSecret(Secret.of(node.path("webhookSecret").asText()));
        }
        return settings.build();
    }

    private static List<String> names(Set<? extends Enum<?>> some) {
        return some.stream().map(Enum::name).sorted().toList();
    }

    private static Stream<String> texts(JsonNode node, String name) {
        return StreamSupport.stream(node.path(name).spliterator(), false).map(JsonNode::asText);
    }
}
