package io.ssokit.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ssokit.connection.ScimSettings;
import io.ssokit.directory.Credential.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is sealed of a directory. Immutable.
 *
 * @param credentials those that were made last first
 */
record Content(ScimSettings settings, List<Kept> credentials) {
    /** For how long a credential that is over is known as one: who still sends it is told to the administrator. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private static final int MOST = 40;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A credential and what is kept of its secret. */
    record Kept(Credential credential, TokenHash hash) {}

    Content {
        credentials = List.copyOf(credentials);
    }

    static Content of(ScimSettings settings) {
        return new Content(settings, List.of());
    }

    Content with(ScimSettings other) {
        return new Content(other, credentials);
    }

    /** With one more credential, and without those that have been over for long, or are the oldest of too many that are over. */
    Content with(Kept one, Instant now) {
        List<Kept> all = new ArrayList<>(List.of(one));
        int over = 0;
        for (Kept kept : credentials) {
            boolean live = kept.credential().isLive(now);
            over += live ? 0 : 1;
            if (live || (over <= MOST && isRemembered(kept.credential(), now))) {
                all.add(kept);
            }
        }
        return new Content(settings, all);
    }

    /** Of one that is over. */
    private static boolean isRemembered(Credential credential, Instant now) {
        Instant since = now.minus(REMEMBERED);
        return credential.revoked().or(credential::expires).orElseThrow().isAfter(since);
    }

    Content revoked(String id, Instant now) {
        return new Content(
                settings,
                credentials.stream()
                        .map(kept -> kept.credential().id().equals(id)
                                ? new Kept(kept.credential().revokedAt(now), kept.hash())
                                : kept)
                        .toList());
    }

    Optional<Kept> find(String id) {
        return credentials.stream()
                .filter(kept -> kept.credential().id().equals(id))
                .findFirst();
    }

    long live(Kind kind, Instant now) {
        return credentials.stream()
                .map(Kept::credential)
                .filter(credential -> credential.kind() == kind && credential.isLive(now))
                .count();
    }

    String toJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("settings", SettingsJson.write(settings));
        all.put("credentials", credentials.stream().map(Content::write).toList());
        try {
            return JSON.writeValueAsString(all);
        } catch (JsonProcessingException notOurs) {
            throw new IllegalStateException("maps, lists and texts", notOurs);
        }
    }

    /** @throws IllegalArgumentException if {@link #toJson} did not write it */
    static Content ofJson(String json) {
        try {
            JsonNode all = JSON.readTree(json);
            List<Kept> credentials = new ArrayList<>();
            all.path("credentials").forEach(node -> credentials.add(read(node)));
            return new Content(SettingsJson.read(all.path("settings")), credentials);
        } catch (JsonProcessingException notOurs) {
            throw new IllegalArgumentException("not the content of a directory", notOurs);
        }
    }

    private static Map<String, Object> write(Kept kept) {
        Credential credential = kept.credential();
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("id", credential.id());
        parts.put("kind", credential.kind().name());
        parts.put("label", credential.label());
        parts.put("created", credential.created().toString());
        credential.expires().ifPresent(at -> parts.put("expires", at.toString()));
        credential.revoked().ifPresent(at -> parts.put("revoked", at.toString()));
        parts.put("hash", kept.hash().toHex());
        return parts;
    }

    private static Kept read(JsonNode node) {
        return new Kept(
                new Credential(
                        node.path("id").asText(),
                        Kind.valueOf(node.path("kind").asText()),
                        node.path("label").asText(),
                        Instant.parse(node.path("created").asText()),
                        time(node, "expires"),
                        time(node, "revoked"),
                        Optional.empty()),
                TokenHash.ofHex(node.path("hash").asText()));
    }

    private static Optional<Instant> time(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name)).map(JsonNode::asText).map(Instant::parse);
    }

    /** Without any hash. */
    @Override
    public String toString() {
        return "Content[" + credentials.size() + " credentials]";
    }
}
