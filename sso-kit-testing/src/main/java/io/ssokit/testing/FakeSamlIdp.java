package io.ssokit.testing;

import io.ssokit.testing.SamlScript.Sign;
import io.ssokit.testing.SamlScript.Signer;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
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
    private volatile SamlScript script;

    FakeSamlIdp(URI base, String entityId, Clock clock, ServiceProviders serviceProviders, SamlScript script) {
        this.base = base;
        this.entityId = entityId;
        this.clock = clock;
        this.serviceProviders = serviceProviders;
        this.script = script;
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
                        "false",
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
        services(xml, "md:SingleLogoutService", logout.uri()); // the schema wants it before the formats
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
        return response(request, persona, how);
    }

    SamlResponse respondAsPlayed(AuthnRequest request, Persona persona) {
        return response(request, persona, script);
    }

    /** An answer without an assertion, for example NoPassive. */
    SamlResponse decline(AuthnRequest request, String subCode) {
        return response(request, null, SamlScript.of(s -> s.sign(Sign.RESPONSE).status("Responder", subCode)));
    }

    /** The request's ACS URL, else the registered one (SAML Core 3.4.1: the attribute is optional). */
    URI acsUrl(AuthnRequest request) {
        URI asked = request.acsUrl() == null ? serviceProviders.acsUrl(request.issuer()) : request.acsUrl();
        if (asked == null) {
            throw new BadRequest(
                    "the request names no AssertionConsumerServiceURL and " + request.issuer() + " is not registered");
        }
        return asked;
    }

    private SamlResponse response(AuthnRequest request, @Nullable Persona persona, SamlScript how) {
        URI acsUrl = acsUrl(request);
        SamlScript.Builder settings = how.settings();
        SamlDocument document = new SamlDocument(entityId, request, acsUrl, persona, how, clock.instant());
        SigningKey key = settings.signer == Signer.STRANGER ? keys.stranger() : keys.current();
        String signed = new ResponseSealer(settings, key, () -> serviceProviders.encryption(request.issuer()))
                .seal(settings.beforeSigning.apply(document.write()));
        return new SamlResponse(acsUrl, settings.afterSigning.apply(signed), request.relayState(), document.session());
    }

    void close() {
        keys.close();
    }
}
