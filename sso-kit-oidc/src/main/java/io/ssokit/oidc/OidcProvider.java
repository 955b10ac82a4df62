package io.ssokit.oidc;

import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.OidcRequests;
import io.ssokit.connection.OidcTrust;
import io.ssokit.internal.HttpFetcher;
import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The provider of one connection, ready to use: built from one discovery document, replaced when the document changes.
 * Immutable but for the keys, which renew themselves. Thread-safe.
 */
final class OidcProvider {
    /** About what a client and its keys take, for the cache's weight. */
    private static final int CLIENT_BYTES = 16 * 1024;

    private final OidcConnection connection;
    private final byte[] document;
    private final Discovery discovery;
    private final AuthorizationClient client;
    private final ClientAuth auth;
    private final ProviderKeys keys;
    private final IssuerRule issuer;

    private OidcProvider(
            OidcConnection connection,
            byte[] document,
            Discovery discovery,
            AuthorizationClient client,
            ClientAuth auth,
            ProviderKeys keys) {
        this.connection = connection;
        this.document = document;
        this.discovery = discovery;
        this.client = client;
        this.auth = auth;
        this.keys = keys;
        this.issuer = new IssuerRule(connection);
    }

    /**
     * What a provider is built with.
     *
     * @param callback our redirect URI of the connection
     * @param fetcher reads the provider's documents
     * @param clock the only source of time
     */
    record Parts(URI callback, HttpFetcher fetcher, Clock clock) {}

    /**
     * Reads the discovery document now, unless the connection does without.
     *
     * @param before what the last reading brought; kept if nothing changed, and its keys if their address did not
     * @throws io.ssokit.error.IdpUnavailableException if the document cannot be had or used
     * @throws io.ssokit.login.LoginException if it is not this issuer's, or shares no algorithm with the kit
     */
    static OidcProvider read(OidcConnection connection, Parts parts, @Nullable OidcProvider before) {
        if (connection.provider() instanceof OidcTrust.Discovered trust) {
            byte[] document = parts.fetcher()
                    .get(
                            Discovery.address(connection, trust),
                            "application/json",
                            connection.trust().insecureAllowHttp());
            return before != null && Arrays.equals(document, before.document)
                    ? before
                    : of(connection, parts, new Described(document, Discovery.read(connection, document)), before);
        }
        if (connection.provider() instanceof OidcTrust.Entered trust && before == null) {
            return of(connection, parts, new Described(new byte[0], Discovery.entered(connection, trust)), null);
        }
        return Objects.requireNonNull(before);
    }

    /** A document and what it says. */
    private record Described(byte[] document, Discovery discovery) {}

    private static OidcProvider of(
            OidcConnection connection, Parts parts, Described described, @Nullable OidcProvider before) {
        boolean insecure = connection.trust().insecureAllowHttp();
        Discovery discovery = described.discovery();
        URI keySet = discovery.metadata().getJWKSetURI();
        ProviderKeys keys = before != null && before.keys.address().equals(keySet)
                ? before.keys
                : new ProviderKeys(keySet, insecure, parts.fetcher(), parts.clock());
        AuthorizationClient client = new AuthorizationClient(connection, discovery.metadata(), parts.callback());
        ClientAuth auth = ClientAuthChoice.of(connection, discovery.metadata(), parts.clock());
        return new OidcProvider(connection, described.document(), discovery, client, auth, keys);
    }

    /** What the provider says of itself. */
    Discovery discovery() {
        return discovery;
    }

    /** Makes authorization requests. */
    AuthorizationClient client() {
        return client;
    }

    /** How we prove who we are at the provider's endpoints. */
    ClientAuth auth() {
        return auth;
    }

    /** Whose word counts. */
    IssuerRule issuer() {
        return issuer;
    }

    /** The connection's wishes. */
    OidcRequests requests() {
        return connection.requests();
    }

    /** The rules for ID tokens of this connection. */
    VerifiedIdToken.Checks checks() {
        return new VerifiedIdToken.Checks(
                issuer, connection.client().id(), discovery.algorithms(), AuthenticationDemands.of(connection), keys);
    }

    /**
     * Reads the keys again if they are almost old.
     *
     * @throws io.ssokit.error.IdpUnavailableException if no key is known
     */
    void keepKeysFresh() {
        keys.keepFresh();
    }

    /** Whether this provider may be asked by plain http and at private addresses; for tests only. */
    boolean insecureAllowHttp() {
        return connection.trust().insecureAllowHttp();
    }

    /** About how many bytes this takes. */
    int weight() {
        return CLIENT_BYTES + document.length;
    }
}
