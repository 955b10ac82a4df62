package io.ssokit.testing;

import io.ssokit.testing.SamlScript.Sign;
import io.ssokit.testing.SamlScript.Signer;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The SAML half of a {@link FakeIdp}: what it is called, and responses made without any HTTP. Thread-safe.
 *
 * <p>{@link #play} decides what browsers get from now on; {@link #respond} takes its script as an argument.
 */
public final class FakeSamlIdp {
    private static final String METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";

    private final URI base;
    private final String entityId;
    private final Clock clock;
    private final ServiceProviders serviceProviders;
    private final KeyRing keys;
    private final FakeSamlLogout logout;
    private final SamlArtifacts artifacts;
    private final boolean wantSignedRequests;
    private final Latest<AuthnRequest> requests = new Latest<>();
    private volatile SamlScript script;

    FakeSamlIdp(
            URI base,
            String entityId,
            Clock clock,
            ServiceProviders serviceProviders,
            boolean wantSignedRequests,
            SamlScript script) {
        this.base = base;
        this.entityId = entityId;
        this.clock = clock;
        this.serviceProviders = serviceProviders;
        this.wantSignedRequests = wantSignedRequests;
        this.script = script;
        this.artifacts = new SamlArtifacts(entityId);
        this.keys = new KeyRing("Demo IdP SAML", clock);
        this.logout = new FakeSamlLogout(base, entityId, clock, serviceProviders, keys);
    }

    /** Entity id; by default the metadata URL. */
    public String entityId() {
        return entityId;
    }

    /** Where the metadata document is served. Makes the key that is in it: a reader waits a few seconds at most. */
    public URI metadataUri() {
        keys.current();
        return base.resolve(Endpoint.SAML_METADATA.path());
    }

    /** Where AuthnRequests go, by HTTP-Redirect and by HTTP-POST. */
    public URI ssoUri() {
        return base.resolve(Endpoint.SAML_SSO.path());
    }

    /** Where artifacts are resolved, server to server. */
    public URI artifactUri() {
        return base.resolve(Endpoint.SAML_ARTIFACT.path());
    }

    /** The AuthnRequests that browsers brought and that were accepted, in order; the latest thousand. */
    public List<AuthnRequest> requests() {
        return requests.all();
    }

    /** Single logout: its script, its messages, and what service providers sent. */
    public FakeSamlLogout logout() {
        return logout;
    }

    /**
     * A link that starts an IdP-initiated login (SAML Profiles 4.1.5).
     *
     * @param relayState sent along with the response, or null
     */
    public URI initiateUri(String spEntityId, URI acsUrl, @Nullable String relayState) {
        String query = "sp=" + Params.encode(spEntityId) + "&acs=" + Params.encode(acsUrl.toString())
                + (relayState == null ? "" : "&relayState=" + Params.encode(relayState));
        return base.resolve(Endpoint.SAML_INITIATE.path() + "?" + query);
    }

    /** The certificate of the key that signs now. */
    public X509Certificate certificate() {
        return keys.current().certificate();
    }

    /** Signs with a new key from now on; the metadata lists the new one first and the earlier ones after it. */
    public void rotateKey() {
        keys.rotate();
    }

    /** First half of a planned rollover: the metadata lists a new key last, and the old one goes on signing. */
    public void publishNextKey() {
        keys.publishNext();
    }

    /**
     * Second half: the key of {@link #publishNextKey} signs from now on; the metadata lists it first and keeps the old one.
     *
     * @throws IllegalStateException if no next key has been published
     */
    public void useNextKey() {
        keys.useNext();
    }

    /** Signs with a new key from now on, and the metadata no longer knows any other. */
    public void replaceKey() {
        keys.replace();
    }

    /** What browsers get from now on; {@link SamlScript#standard()} ends it. */
    public void play(SamlScript next) {
        script = next;
    }

    /**
     * Learns a service provider's addresses and certificates from its metadata; a later registration of the same entity id
     * replaces the earlier one.
     *
     * @throws IllegalArgumentException if it is no metadata of a service provider
     */
    public SpMetadata register(String spMetadata) {
        SpMetadata metadata = SpMetadata.read(spMetadata);
        serviceProviders.register(metadata);
        return metadata;
    }

    /** The same from the address where the service provider serves it. */
    public SpMetadata register(URI spMetadata) {
        TestBrowser.Page page = TestBrowser.create().get(spMetadata);
        if (page.status() != 200) {
            throw new IllegalArgumentException(spMetadata + " answers " + page.status());
        }
        return register(page.body());
    }

    /** The metadata document as XML text (SAML Metadata 2.4.3), unsigned. */
    public String metadata() {
        Markup xml = new Markup()
                .open("md:EntityDescriptor", "xmlns:md", METADATA, "entityID", entityId)
                .open(
                        "md:IDPSSODescriptor",
                        "WantAuthnRequestsSigned",
                        String.valueOf(wantSignedRequests),
                        "protocolSupportEnumeration",
                        "urn:oasis:names:tc:SAML:2.0:protocol");
        for (SigningKey key : keys.published()) {
            xml.open("md:KeyDescriptor", "use", "signing")
                    .open("ds:KeyInfo", "xmlns:ds", "http://www.w3.org/2000/09/xmldsig#")
                    .open("ds:X509Data")
                    .text("ds:X509Certificate", key.certificateBase64())
                    .close()
                    .close()
                    .close();
        }
        // SAML Metadata 2.4.2: the order is the schema's
        xml.empty(
                "md:ArtifactResolutionService",
                "Binding",
                "urn:oasis:names:tc:SAML:2.0:bindings:SOAP",
                "Location",
                artifactUri().toString(),
                "index",
                "0",
                "isDefault",
                "true");
        services(xml, "md:SingleLogoutService", logout.uri());
        xml.text("md:NameIDFormat", "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress")
                .text("md:NameIDFormat", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent")
                .text("md:NameIDFormat", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient");
        services(xml, "md:SingleSignOnService", ssoUri());
        return xml.close().close().toString();
    }

    private static void services(Markup xml, String name, URI location) {
        for (SamlBinding binding : List.of(SamlBinding.REDIRECT, SamlBinding.POST)) {
            xml.empty(name, "Binding", binding.uri(), "Location", location.toString());
        }
    }

    /** A correct response. */
    public SamlResponse respond(AuthnRequest request, Persona persona) {
        return respond(request, persona, SamlScript.standard());
    }

    /** The response a script asks for; no HTTP, no login page. */
    public SamlResponse respond(AuthnRequest request, Persona persona, SamlScript how) {
        return response(request, persona, how, clock.instant());
    }

    SamlResponse respondAsPlayed(AuthnRequest request, Persona persona, Instant authenticated) {
        return response(request, persona, script, authenticated);
    }

    /** The browser's way to fetch the response by reference, if the script or else the request wants that. */
    Optional<SamlMessage> artifactAsPlayed(AuthnRequest request, SamlResponse response) {
        SamlScript how = script;
        if (binding(request, how) != SamlBinding.ARTIFACT) {
            return Optional.empty();
        }
        String artifact = artifacts.issue(new SamlArtifacts.Waiting(request.issuer(), response, how));
        Map<String, String> form = SamlMessage.form("SAMLart", artifact, response.relayState());
        SamlBinding carrier = how.settings().artifactByPost ? SamlBinding.POST : SamlBinding.REDIRECT;
        return Optional.of(new SamlMessage(carrier, response.acsUrl(), form, "", response.xml()));
    }

    private static SamlBinding binding(AuthnRequest request, SamlScript how) {
        SamlBinding played = how.settings().binding;
        SamlBinding asked = request.protocolBinding();
        return played != null ? played : asked != null ? asked : SamlBinding.POST;
    }

    ArtifactEndpoint artifactEndpoint() {
        return new ArtifactEndpoint(this, artifacts, serviceProviders, keys, clock);
    }

    Received received(@Nullable String raw, SamlBinding binding) {
        return Received.read(raw, binding, "SAMLRequest", serviceProviders::signing);
    }

    /** Whether it must be signed: always when told so, else when it pretends to be and its issuer is registered. */
    boolean wantsSigned(Received message) {
        boolean checkable = !serviceProviders.signing(message.issuer()).isEmpty();
        return wantSignedRequests || (message.signaturePresent() && checkable);
    }

    void remember(AuthnRequest request) {
        requests.add(request);
    }

    /** An answer without an assertion, for example NoPassive. */
    SamlResponse decline(AuthnRequest request, String subCode) {
        SamlScript no = SamlScript.of(s -> s.sign(Sign.RESPONSE).status("Responder", subCode));
        return response(request, null, no, clock.instant());
    }

    URI acsUrl(AuthnRequest request) {
        return serviceProviders.acsUrl(request, binding(request, script));
    }

    private SamlResponse response(
            AuthnRequest request, @Nullable Persona persona, SamlScript how, Instant authenticated) {
        URI acsUrl = serviceProviders.acsUrl(request, binding(request, how));
        SamlScript.Builder settings = how.settings();
        SamlDocument document =
                new SamlDocument(entityId, request, acsUrl, persona, how, clock.instant(), authenticated);
        SigningKey key = settings.signer == Signer.STRANGER ? keys.stranger() : keys.current();
        String signed = new ResponseSealer(settings, key, () -> serviceProviders.encryption(request.issuer()))
                .seal(settings.beforeSigning.apply(document.write()));
        return new SamlResponse(acsUrl, settings.afterSigning.apply(signed), request.relayState(), document.session());
    }

    void close() {
        keys.close();
    }
}
