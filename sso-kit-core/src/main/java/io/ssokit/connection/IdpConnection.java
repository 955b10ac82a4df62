package io.ssokit.connection;

import java.util.Set;

/**
 * One identity provider that a tenant trusts (OneLogin calls this a trusted IdP). Immutable; built by
 * {@link #saml(String)}, {@link #oidc(String)} or {@link #oauth2(String)}.
 */
public sealed interface IdpConnection permits SamlConnection, OidcConnection, OAuth2Connection, CustomConnection {
    /** What sessions and events call the app's own login: the protocol, and in place of a connection, which none is called. */
    String LOCAL = "local";

    /** The same for sessions that a launch link has opened without a sign-in behind it. */
    String LAUNCHED = "launch";

    /** The name in URLs and events: 1-63 letters, digits, {@code . _ -}; unique in the app. */
    String id();

    /** What all connections have in common. */
    Trust trust();

    /** The protocol as events and sessions name it: {@code saml}, {@code oidc}, {@code oauth2}, or the custom engine's own word. */
    String protocol();

    /** The tenant whose people sign in here. */
    default String tenant() {
        return trust().tenant();
    }

    /** What people see on the chooser. */
    default String label() {
        return trust().label().orElse(id());
    }

    /** People with an address in these domains are sent here. Unique in the app. */
    default Set<EmailDomain> emailDomains() {
        return trust().emailDomains();
    }

    /** Starts a SAML 2.0 connection. */
    static SamlConnectionBuilder saml(String id) {
        return new SamlConnectionBuilder(id);
    }

    /** Starts an OpenID Connect connection. */
    static OidcConnectionBuilder oidc(String id) {
        return new OidcConnectionBuilder(id);
    }

    /** Starts an OAuth 2.0 connection without OpenID Connect. */
    static OAuth2ConnectionBuilder oauth2(String id) {
        return new OAuth2ConnectionBuilder(id);
    }
}
