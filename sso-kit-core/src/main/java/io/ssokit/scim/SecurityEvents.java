package io.ssokit.scim;

import io.ssokit.connection.ScimSettings;
import io.ssokit.internal.RandomToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Claims of security event tokens (RFC 8417) about changes by SCIM (RFC 9967), as JSON: "notice" events, which name attributes
 * and hold no value of them. Immutable.
 *
 * @param issuer the SCIM base URL
 */
record SecurityEvents(String issuer) {
    private static final String PROV = "urn:ietf:params:scim:event:prov:";
    private static final String ASYNC = "urn:ietf:params:scim:event:misc:asyncresp";

    /** Every event there may be. */
    static final List<String> URIS = List.of(
            PROV + "create:notice",
            PROV + "put:notice",
            PROV + "patch:notice",
            PROV + "delete",
            PROV + "activate",
            PROV + "deactivate",
            ASYNC);

    /**
     * A resource was created or changed.
     *
     * @param event {@code create}, {@code put} or {@code patch}
     * @param switched {@code activate} or {@code deactivate}, if that is what happened too
     */
    Map<String, Object> changed(String event, List<String> attributes, long version, Optional<String> switched) {
        Map<String, Object> events = new LinkedHashMap<>();
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("version", Precondition.tag(version));
        payload.put("attributes", attributes);
        events.put(PROV + event + ":notice", payload);
        // RFC 9967 §2.1: several events of one token come from one change of one resource.
        switched.ifPresent(name -> events.put(PROV + name, Map.of()));
        return events;
    }

    /** A resource is no more. RFC 9967 §2.4.4: without a payload. */
    Map<String, Object> deleted() {
        return Map.of(PROV + "delete", Map.of());
    }

    /** An asynchronous request is done. @param operation as in a bulk response, RFC 7644 §3.7.3 */
    Map<String, Object> done(Map<String, Object> operation) {
        return Map.of(ASYNC, operation);
    }

    /**
     * The token's claims.
     *
     * @param path of the resource below the SCIM base URL
     * @param txn of the transaction: the same for all that tells of it
     */
    String claims(
            ScimSettings settings,
            Instant at,
            String txn,
            String path,
            Optional<String> externalId,
            Map<String, Object> events) {
        Map<String, Object> subject = new LinkedHashMap<>();
        subject.put("format", "scim");
        subject.put("uri", path);
        externalId.ifPresent(id -> subject.put("externalId", id));
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("aud", settings.webhook().map(SecurityEvents::audience).orElse(""));
        claims.put("iat", at.getEpochSecond());
        claims.put("jti", RandomToken.bits128());
        claims.put("txn", txn);
        claims.put("sub_id", subject);
        claims.put("events", events);
        return new String(JsonText.bytes(claims), StandardCharsets.UTF_8);
    }

    /** The receiver's address without what may be secret in it. */
    static String audience(URI webhook) {
        return webhook.getScheme() + "://" + webhook.getRawAuthority()
                + (webhook.getRawPath() == null ? "" : webhook.getRawPath());
    }
}
