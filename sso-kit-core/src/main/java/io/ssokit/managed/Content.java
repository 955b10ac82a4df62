package io.ssokit.managed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ssokit.connection.EmailDomain;
import io.ssokit.internal.RandomToken;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What is sealed of a connection. Immutable.
 *
 * @param keys the block of keys, as {@link Keys} has it
 * @param domains the e-mail domains that it claims, with the proof of each
 */
record Content(Map<String, Object> keys, Map<String, Proof> domains) {
    static final Content NONE = new Content(Map.of(), Map.of());
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * How a domain is shown to be the tenant's.
     *
     * @param token random, in a TXT record of the domain
     * @param verifiedAt when the record was found; empty until then
     */
    record Proof(String token, Optional<Instant> verifiedAt) {
        Proof at(Instant time) {
            return new Proof(token, Optional.of(time));
        }
    }

    /** These keys, with the proofs of the domains that are still claimed and new ones for the others. */
    Content with(Map<String, Object> nextKeys, Set<String> claimed) {
        Map<String, Proof> next = new TreeMap<>();
        for (String domain : claimed) {
            Proof known = domains.get(domain);
            next.put(domain, known != null ? known : new Proof(RandomToken.bits128(), Optional.empty()));
        }
        return new Content(nextKeys, next);
    }

    /** The same with one more domain verified. */
    Content verified(String domain, Instant now) {
        Map<String, Proof> next = new TreeMap<>(domains);
        next.computeIfPresent(domain, (name, proof) -> proof.at(now));
        return new Content(keys, next);
    }

    /** The same without proofs of some domains. */
    Content without(Predicate<EmailDomain> some) {
        Map<String, Proof> next = new TreeMap<>(domains);
        next.keySet().removeIf(domain -> some.test(EmailDomain.of(domain)));
        return new Content(keys, next);
    }

    String toJson() {
        Map<String, Object> proofs = new LinkedHashMap<>();
        domains.forEach((domain, proof) -> {
            Map<String, Object> parts = new LinkedHashMap<>();
            parts.put("token", proof.token());
            proof.verifiedAt().ifPresent(at -> parts.put("verified", at.toString()));
            proofs.put(domain, parts);
        });
        try {
            return JSON.writeValueAsString(Map.of("keys", keys, "domains", proofs));
        } catch (JsonProcessingException notOurs) {
            throw new IllegalStateException("a block of keys is maps, lists and texts", notOurs);
        }
    }

    /** @throws IllegalArgumentException if {@link #toJson} did not write it */
    static Content ofJson(String json) {
        try {
            JsonNode all = JSON.readTree(json);
            Map<String, Proof> proofs = new TreeMap<>();
            all.path("domains").properties().forEach(entry -> proofs.put(entry.getKey(), proof(entry.getValue())));
            return new Content(Keys.of(JSON.convertValue(all.path("keys"), Map.class)), proofs);
        } catch (JsonProcessingException notOurs) {
            throw new IllegalArgumentException("not the content of a connection", notOurs);
        }
    }

    private static Proof proof(JsonNode parts) {
        return new Proof(
                parts.path("token").asText(),
                Optional.ofNullable(parts.get("verified")).map(JsonNode::asText).map(Instant::parse));
    }

    /** Without any value. */
    @Override
    public String toString() {
        return "Content[" + keys.keySet() + ", " + domains.keySet() + "]";
    }
}
