package io.ssokit.testing;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Whom the identity provider knows: by an address only, or by metadata. Thread-safe. */
final class ServiceProviders {
    private final Map<String, URI> addresses;
    private final Map<String, SpMetadata> described = new ConcurrentHashMap<>();

    ServiceProviders(Map<String, URI> addresses) {
        this.addresses = Map.copyOf(addresses);
    }

    void register(SpMetadata metadata) {
        described.put(metadata.entityId(), metadata);
    }

    SpMetadata get(String entityId) {
        SpMetadata metadata = described.get(entityId);
        if (metadata == null) {
            throw new BadRequest("register the metadata of " + entityId + " first");
        }
        return metadata;
    }

    /** Where responses go unless a request says so. */
    @Nullable
    URI acsUrl(String entityId) {
        SpMetadata metadata = described.get(entityId);
        return metadata == null || metadata.consumers().isEmpty()
                ? addresses.get(entityId)
                : metadata.consumers().get(0).location();
    }

    /** Certificates that may sign what it sends; none for somebody unknown. */
    List<X509Certificate> signing(String entityId) {
        SpMetadata metadata = described.get(entityId);
        return metadata == null ? List.of() : metadata.signing();
    }

    X509Certificate encryption(String entityId) {
        SpMetadata metadata = described.get(entityId);
        if (metadata == null || metadata.encryption().isEmpty()) {
            throw new BadRequest("no certificate to encrypt to: register metadata of " + entityId + " that has one");
        }
        return metadata.encryption().get(0);
    }
}
