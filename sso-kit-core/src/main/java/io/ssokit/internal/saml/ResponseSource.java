package io.ssokit.internal.saml;

/** A response that came one way or another, not yet believed. */
@FunctionalInterface
interface ResponseSource {
    /**
     * The response; whoever reads it has to verify its own signature.
     *
     * @param keys pinned for the connection; what carried the response is held to them if it is signed
     * @throws SamlRefusal if what carried it cannot be accepted
     */
    El response(TrustedKeys keys);
}
