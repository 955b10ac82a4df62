package io.ssokit.testing;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a SAML message travels (SAML Bindings 3). */
public enum SamlBinding {
    /** In the query of a GET, deflated; the signature is a parameter of its own (3.4). */
    REDIRECT("HTTP-Redirect"),
    /** In a form that posts itself; the signature is inside the message (3.5). */
    POST("HTTP-POST"),
    /** As a short reference that the receiver exchanges for the message, server to server (3.6). */
    ARTIFACT("HTTP-Artifact");

    private final String shortName;

    SamlBinding(String shortName) {
        this.shortName = shortName;
    }

    /** The URI that stands in metadata and in {@code ProtocolBinding}. */
    public String uri() {
        return "urn:oasis:names:tc:SAML:2.0:bindings:" + shortName;
    }

    static Optional<SamlBinding> find(@Nullable String uri) {
        return Arrays.stream(values())
                .filter(binding -> binding.uri().equals(uri))
                .findFirst();
    }
}
