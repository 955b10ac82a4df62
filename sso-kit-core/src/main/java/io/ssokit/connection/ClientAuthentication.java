package io.ssokit.connection;

/** How we prove to a token endpoint that we are the client (RFC 6749 §2.3, OpenID Connect Core 9). */
public enum ClientAuthentication {
    /** The secret in the Authorization header: {@code client_secret_basic}. */
    BASIC,
    /** The secret in the form: {@code client_secret_post}. */
    POST,
    /** A token signed with our private key: {@code private_key_jwt}. */
    PRIVATE_KEY_JWT,
    /** A token authenticated with the secret: {@code client_secret_jwt}. */
    CLIENT_SECRET_JWT,
    /** Everything in the URL of a GET, where logs and proxies read it. For a provider that can do nothing else. */
    LEGACY_GET
}
