package io.ssokit.testing;

import io.ssokit.testing.SpMetadata.Service;
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

    /**
     * Where the response goes (SAML Core 3.4.1): the URL of the request, which metadata must know if there is any; else the
     * index; else the first consumer of that binding, or of any; else the address given by hand.
     */
    URI acsUrl(AuthnRequest request, SamlBinding binding) {
        SpMetadata metadata = described.get(request.issuer());
        List<Service> known = metadata == null ? List.of() : metadata.consumers();
        URI asked = request.acsUrl() == null ? registered(request, binding, known) : request.acsUrl();
        if (asked == null) {
            throw new BadRequest(
                    "the request names no AssertionConsumerServiceURL and " + request.issuer() + " is not registered");
        }
        if (!known.isEmpty()
                && known.stream().noneMatch(consumer -> consumer.location().equals(asked))) {
            throw new BadRequest("the metadata of " + request.issuer() + " has no AssertionConsumerService " + asked);
        }
        return asked;
    }

    private @Nullable URI registered(AuthnRequest request, SamlBinding binding, List<Service> known) {
        if (request.acsIndex() != null) {
            return known.stream()
                    .filter(consumer -> request.acsIndex().equals(consumer.index()))
                    .map(Service::location)
                    .findFirst()
                    .orElseThrow(() -> new BadRequest("no AssertionConsumerService has index " + request.acsIndex()));
        }
        return known.stream()
                .filter(consumer -> consumer.binding().equals(binding.uri()))
                .findFirst()
                .or(() -> known.stream().findFirst())
                .map(Service::location)
                .orElse(addresses.get(request.issuer()));
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
