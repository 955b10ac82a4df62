package io.ssokit.connection;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What we ask of a SAML identity provider, and how (SAML Core 3.4.1). Immutable.
 *
 * @param binding how requests travel; HTTP-Redirect where the identity provider takes it if empty
 * @param response how responses travel
 * @param sign which requests are signed; logout messages always are
 * @param ssoUrl the identity provider's login URL, instead of the one in its metadata; {@code {origin}},
 *     {@code {tenant}} and {@code {connection}} stand for the page that was asked for, the customer and the connection
 * @param nameIdFormat the NameID format to ask for; the identity provider's choice if empty
 * @param forceAuthn whether the person must sign in anew although the identity provider knows them
 * @param isPassive whether the identity provider must not show anything
 * @param authnContexts the authentication context classes to ask for, best first
 * @param comparison how {@code authnContexts} are meant
 * @param maxAuthnAge how long ago the person may have signed in at the identity provider
 * @param loginHint how the address that a person typed is passed on; not at all if empty
 * @param providerName what the identity provider may call us towards the person
 * @param singleLogout whether a sign-out from the app goes on to the identity provider
 */
public record SamlRequests(
        Optional<Binding> binding,
        ResponseBinding response,
        Sign sign,
        Optional<String> ssoUrl,
        Optional<String> nameIdFormat,
        boolean forceAuthn,
        boolean isPassive,
        List<String> authnContexts,
        Comparison comparison,
        Optional<Duration> maxAuthnAge,
        Optional<LoginHint> loginHint,
        Optional<String> providerName,
        boolean singleLogout) {
    public SamlRequests {
        authnContexts = List.copyOf(authnContexts);
    }

    /**
     * {@link #ssoUrl} for one attempt, with the values percent-encoded. They stand in its path and query only, so whatever
     * they hold, the request goes to the host that was configured.
     *
     * @param page the page that was asked for
     * @param tenant the customer
     * @param connection the connection's id
     */
    public Optional<URI> loginUrl(URI page, String tenant, String connection) {
        // None of the values has a brace once it is encoded, so none is taken for a place.
        return ssoUrl.map(template -> URI.create(template.replace("{origin}", encoded(page.toString()))
                .replace("{tenant}", encoded(tenant))
                .replace("{connection}", encoded(connection))));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** How requests travel (SAML Bindings 3.4, 3.5). */
    public enum Binding {
        REDIRECT,
        POST
    }

    /** How responses travel (SAML Bindings 3.5, 3.6). */
    public enum ResponseBinding {
        /** Through the browser. */
        POST,
        /** Fetched from the identity provider, for whom the browser brings an artifact. */
        ARTIFACT
    }

    /** Which authentication requests are signed. */
    public enum Sign {
        /** Where the identity provider's metadata wants it; some refuse a signature they were given no certificate for. */
        WHEN_WANTED,
        ALWAYS,
        NEVER
    }

    /** How requested authentication contexts are meant (SAML Core 3.3.2.2.1). */
    public enum Comparison {
        EXACT,
        MINIMUM,
        MAXIMUM,
        BETTER
    }

    /** How the address that a person typed reaches the identity provider. */
    public enum LoginHint {
        /** As the Subject of the request (SAML Core 3.4.1); Entra ID answers it with an error. */
        SUBJECT,
        /** As query parameter {@code login_hint}, which Entra ID, Okta and Keycloak read and others ignore. */
        PARAMETER
    }
}
