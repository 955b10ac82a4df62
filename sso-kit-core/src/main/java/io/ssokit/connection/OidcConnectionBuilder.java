package io.ssokit.connection;

import io.ssokit.connection.OidcRequests.Prompt;
import io.ssokit.connection.OidcRequests.Pushed;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options of an OpenID Connect connection. Not thread-safe. */
public final class OidcConnectionBuilder extends ClientConnectionBuilder<OidcConnectionBuilder> {
    private static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    private @Nullable URI discovery;
    private @Nullable URI keySet;
    private @Nullable URI endSessionEndpoint;
    private @Nullable URI pushedRequestEndpoint;
    private @Nullable Secret clientKey;
    private @Nullable String clientKeyId;
    private ClientCredentials.Audience assertionAudience = ClientCredentials.Audience.ISSUER;
    private Pushed pushed = Pushed.WHEN_ADVERTISED;
    private @Nullable Prompt prompt;
    private @Nullable Duration maxAge;
    private List<String> acrValues = List.of();
    private boolean singleLogout;
    private @Nullable Duration refreshEvery;
    private Set<String> algorithms = Set.of();
    private Set<String> expectAcr = Set.of();
    private Set<String> expectAmr = Set.of();
    private Set<String> issuerTenants = Set.of();
    private boolean frontChannelLogout;

    OidcConnectionBuilder(String id) {
        super(id);
        this.scopes = new LinkedHashSet<>(List.of("openid", "profile", "email"));
    }

    @Override
    OidcConnectionBuilder self() {
        return this;
    }

    /**
     * The issuer exactly as the provider spells it; its discovery document is read below it. With {@code {tenantid}} in it
     * for a provider of many directories, together with {@link #discovery} and {@link #issuerTenants}.
     */
    public OidcConnectionBuilder issuer(String url) {
        this.issuer = url;
        return this;
    }

    /** The discovery document, where it is not below the issuer. */
    public OidcConnectionBuilder discovery(URI url) {
        this.discovery = url;
        return this;
    }

    /** Where the issuer has {@code {tenantid}} in it: the directories whose people may sign in; {@code *} for all. */
    public OidcConnectionBuilder issuerTenants(String... ids) {
        this.issuerTenants = Set.copyOf(List.of(ids));
        return this;
    }

    /** Without discovery: where the provider's public keys are (JWKS). */
    public OidcConnectionBuilder keySet(URI url) {
        this.keySet = url;
        return this;
    }

    /** Without discovery: where further claims are. */
    public OidcConnectionBuilder userInfoEndpoint(URI url) {
        userInfoEndpoints.clear();
        userInfoEndpoints.add(url);
        return this;
    }

    /** Without discovery: where browsers sign out. */
    public OidcConnectionBuilder endSessionEndpoint(URI url) {
        this.endSessionEndpoint = url;
        return this;
    }

    /** Without discovery: where requests are pushed. */
    public OidcConnectionBuilder pushedRequestEndpoint(URI url) {
        this.pushedRequestEndpoint = url;
        return this;
    }

    /** Our private key for {@link ClientAuthentication#PRIVATE_KEY_JWT}, PKCS #8 as PEM: RSA or an elliptic curve. */
    public OidcConnectionBuilder clientKey(Secret pem) {
        this.clientKey = pem;
        return this;
    }

    /** The {@code kid} that the provider knows our key by; its thumbprint unless told otherwise. */
    public OidcConnectionBuilder clientKeyId(String kid) {
        this.clientKeyId = kid;
        return this;
    }

    /** Whom our signed assertions are for: the issuer unless told otherwise; Okta takes nothing but its endpoint. */
    public OidcConnectionBuilder clientAssertionAudience(ClientCredentials.Audience whom) {
        this.assertionAudience = whom;
        return this;
    }

    /** What to ask for instead of {@code openid profile email}; {@code openid} is always added. */
    public OidcConnectionBuilder scopes(String... names) {
        this.scopes = new LinkedHashSet<>(List.of("openid"));
        this.scopes.addAll(List.of(names));
        return this;
    }

    /** Whether requests go ahead of the browser (RFC 9126); where the provider can unless told otherwise. */
    public OidcConnectionBuilder pushedRequests(Pushed rule) {
        this.pushed = rule;
        return this;
    }

    /** What the provider shall show or not show; its own choice unless told otherwise. */
    public OidcConnectionBuilder prompt(Prompt wish) {
        this.prompt = wish;
        return this;
    }

    /** How long ago the person may have signed in at the provider; for ever unless told otherwise. */
    public OidcConnectionBuilder maxAge(Duration age) {
        this.maxAge = age;
        return this;
    }

    /** Authentication contexts to ask for, best first; the answer may be another, see {@link #expectAcr}. */
    public OidcConnectionBuilder acrValues(String... values) {
        this.acrValues = List.of(values);
        return this;
    }

    /** Demands that the token names one of these authentication contexts. */
    public OidcConnectionBuilder expectAcr(String... values) {
        this.expectAcr = Set.copyOf(List.of(values));
        return this;
    }

    /** Demands that the token names all of these methods, for example {@code mfa}. */
    public OidcConnectionBuilder expectAmr(String... values) {
        this.expectAmr = Set.copyOf(List.of(values));
        return this;
    }

    /** What ID tokens may be signed with, instead of what the provider announces. */
    public OidcConnectionBuilder algorithms(String... names) {
        this.algorithms = Set.copyOf(List.of(names));
        return this;
    }

    /** Passes a sign-out from the app on to the provider, if that has an address for it. */
    public OidcConnectionBuilder singleLogout() {
        this.singleLogout = true;
        return this;
    }

    /** Signs out the browser that the provider sends to our front-channel address. */
    public OidcConnectionBuilder allowFrontChannelLogout() {
        this.frontChannelLogout = true;
        return this;
    }

    /** Asks the provider this often, with a refresh token, whether a person may stay. */
    public OidcConnectionBuilder refreshEvery(Duration interval) {
        this.refreshEvery = interval;
        return this;
    }

    @Override
    public OidcConnection build() {
        Trust trust = trust(userAttributeName());
        checkIssuer();
        OidcTrust provider = provider();
        ClientCredentials client =
                credentials(Optional.ofNullable(clientKey), Optional.ofNullable(clientKeyId), assertionAudience);
        checkRequests();
        algorithms.stream()
                .filter(name -> !ALGORITHMS.contains(name))
                .forEach(name -> problem("algorithms", "'" + name + "' is none of RS, PS or ES with 256, 384 or 512"));
        refuseProblems();
        return new OidcConnection(
                id,
                trust,
                Objects.requireNonNull(issuer),
                Objects.requireNonNull(provider),
                client,
                new OidcRequests(
                        scopes,
                        pushed,
                        Optional.ofNullable(prompt),
                        Optional.ofNullable(maxAge),
                        acrValues,
                        sendLoginHint,
                        singleLogout,
                        Optional.ofNullable(refreshEvery)),
                new OidcAcceptance(algorithms, expectAcr, expectAmr, issuerTenants, frontChannelLogout));
    }

    private void checkRequests() {
        if (maxAge != null && maxAge.isNegative()) {
            problem("max-age", "must not be negative");
        }
        if (refreshEvery != null && refreshEvery.compareTo(Duration.ofMinutes(1)) < 0) {
            problem("refresh-every", "must be at least one minute");
        }
    }

    private void checkIssuer() {
        if (issuer == null || issuer.isBlank()) {
            problem("issuer", "is missing");
            return;
        }
        if (issuer.contains("/.well-known/")) {
            problem("issuer", "is the address of a document; the issuer is what that document says under \"issuer\"");
        }
        boolean template = issuer.contains(OidcConnection.TENANT_PLACE);
        if (template == issuerTenants.isEmpty()) {
            problem(
                    "issuer-tenants",
                    template
                            ? "is missing: an issuer with {tenantid} needs the directories whose people may sign in"
                            : "belongs to an issuer with {tenantid} in it");
        }
        if (template && discovery == null && authorizationEndpoint == null) {
            problem("discovery", "is missing: an issuer with {tenantid} does not say where its document is");
        }
        try {
            String example = issuer.replace(OidcConnection.TENANT_PLACE, "x");
            Urls.problemOf(URI.create(example), allowsHttp()).ifPresent(found -> problem("issuer", found));
        } catch (IllegalArgumentException notAUri) {
            problem("issuer", "is not a URL");
        }
    }

    private @Nullable OidcTrust provider() {
        checkUrl("discovery", discovery);
        URI userInfo = userInfoEndpoints.isEmpty() ? null : userInfoEndpoints.get(0);
        boolean byHand = authorizationEndpoint != null || tokenEndpoint != null || keySet != null;
        if (!byHand) {
            if (userInfo != null || endSessionEndpoint != null || pushedRequestEndpoint != null) {
                problem("authorization-endpoint", "is missing: endpoints are entered all, or none of them");
            }
            return new OidcTrust.Discovered(Optional.ofNullable(discovery));
        }
        if (discovery != null) {
            problem("discovery", "is there beside endpoints entered by hand; give one of the two");
        }
        return entered(userInfo);
    }

    private @Nullable OidcTrust entered(@Nullable URI userInfo) {
        checkUrl("authorization-endpoint", authorizationEndpoint);
        checkUrl("token-endpoint", tokenEndpoint);
        checkUrl("key-set", keySet);
        checkUrl("user-info-endpoint", userInfo);
        checkUrl("end-session-endpoint", endSessionEndpoint);
        checkUrl("pushed-request-endpoint", pushedRequestEndpoint);
        if (authorizationEndpoint == null || tokenEndpoint == null || keySet == null) {
            String missing = authorizationEndpoint == null
                    ? "authorization-endpoint"
                    : tokenEndpoint == null ? "token-endpoint" : "key-set";
            problem(missing, "is missing: without discovery it has to be entered");
            return null;
        }
        return new OidcTrust.Entered(
                authorizationEndpoint,
                tokenEndpoint,
                keySet,
                Optional.ofNullable(userInfo),
                Optional.ofNullable(endSessionEndpoint),
                Optional.ofNullable(pushedRequestEndpoint));
    }
}
