package io.ssokit.testing;

import io.ssokit.testing.SamlScript.Signer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * Single logout at a {@link FakeIdp} (SAML Profiles 4.4): it answers a registered service provider's LogoutRequests, and
 * sends its own. Unsigned requests are refused, as the profile wants. It speaks to one service provider at a time. Thread-safe.
 *
 * <p>{@link #play} decides what browsers get from now on; {@link #request} and {@link #respond} take their script as an
 * argument and need no browser.
 */
public final class FakeSamlLogout {
    private final URI base;
    private final String entityId;
    private final Clock clock;
    private final ServiceProviders serviceProviders;
    private final KeyRing keys;
    private final Latest<LogoutRequest> requests = new Latest<>();
    private final Latest<LogoutReply> replies = new Latest<>();
    private final Recent<String> sent = new Recent<>();
    private volatile LogoutScript script = LogoutScript.standard();

    FakeSamlLogout(URI base, String entityId, Clock clock, ServiceProviders serviceProviders, KeyRing keys) {
        this.base = base;
        this.entityId = entityId;
        this.clock = clock;
        this.serviceProviders = serviceProviders;
        this.keys = keys;
    }

    /** The SingleLogoutService of the metadata: LogoutRequests and LogoutResponses, by HTTP-Redirect and HTTP-POST. */
    public URI uri() {
        return base.resolve(Endpoint.SAML_SLO.path());
    }

    /**
     * A link for the browser that starts an IdP-initiated logout: whoever is signed in there at the service provider is
     * signed out of the identity provider, and the service provider gets a LogoutRequest by that binding.
     */
    public URI startUri(String spEntityId, SamlBinding binding) {
        String query = "sp=" + Params.encode(spEntityId) + "&binding=" + binding;
        return base.resolve(Endpoint.SAML_LOGOUT.path() + "?" + query);
    }

    /** What browsers get from now on; {@link LogoutScript#standard()} ends it. */
    public void play(LogoutScript next) {
        script = next;
    }

    /** The LogoutRequests that were accepted so far, in order; the latest thousand. */
    public List<LogoutRequest> requests() {
        return requests.all();
    }

    /** The LogoutResponses that came so far and answered a request of ours, unsigned ones included; the latest thousand. */
    public List<LogoutReply> replies() {
        return replies.all();
    }

    /**
     * A LogoutRequest to the SingleLogoutService in the registered metadata.
     *
     * @throws IllegalArgumentException if the service provider is not registered or has no such service
     */
    public SamlMessage request(
            SamlSession session, SamlBinding binding, @Nullable String relayState, LogoutScript how) {
        URI destination = service(session.serviceProvider(), binding).location();
        String id = Random.xmlId();
        sent.put(id, session.serviceProvider());
        String xml = document(destination, how).request(id, session);
        return seal(destination, "SAMLRequest", id, xml, relayState, binding, session.serviceProvider(), how);
    }

    /**
     * The answer to a LogoutRequest, to where the registered metadata wants answers.
     *
     * @throws IllegalArgumentException if the service provider is not registered or has no such service
     */
    public SamlMessage respond(LogoutRequest request, SamlBinding binding, LogoutScript how) {
        URI destination = service(request.issuer(), binding).responseLocation();
        String id = Random.xmlId();
        String xml = document(destination, how).response(id, request.id());
        return seal(destination, "SAMLResponse", id, xml, request.relayState(), binding, request.issuer(), how);
    }

    /**
     * Reads a LogoutRequest out of an HTTP-Redirect URL, signature included; it is not added to {@link #requests}.
     *
     * @throws IllegalArgumentException if there is no well-formed LogoutRequest in it
     */
    public LogoutRequest read(URI location) {
        return LogoutRequest.of(received(location.getRawQuery(), SamlBinding.REDIRECT, "SAMLRequest"));
    }

    /**
     * Reads a LogoutRequest out of the form fields of HTTP-POST, signature included; it is not added to {@link #requests}.
     *
     * @throws IllegalArgumentException if there is no well-formed LogoutRequest in it
     */
    public LogoutRequest read(Map<String, String> form) {
        return LogoutRequest.of(received(Params.encode(form), SamlBinding.POST, "SAMLRequest"));
    }

    SamlMessage requestAsPlayed(SamlSession session, SamlBinding binding) {
        return request(session, binding, null, script);
    }

    /** Remembers the request and answers it by the binding it came by, else by the other; null when told to be silent. */
    @Nullable
    SamlMessage answerAsPlayed(LogoutRequest request) {
        requests.add(request);
        if (!script.settings().answer) {
            return null;
        }
        SpMetadata sp = serviceProviders.get(request.issuer());
        boolean same = sp.logout(request.binding()).isPresent();
        SamlBinding other = request.binding() == SamlBinding.POST ? SamlBinding.REDIRECT : SamlBinding.POST;
        return respond(request, same ? request.binding() : other, script);
    }

    /** Remembers an answer to a request of ours. */
    void accept(LogoutReply reply) {
        String to = sent.take(reply.inResponseTo()).orElse("");
        if (!to.equals(reply.issuer())) {
            throw new BadRequest("the LogoutResponse answers nothing that " + reply.issuer() + " was asked");
        }
        replies.add(reply);
    }

    Received received(@Nullable String raw, SamlBinding binding, String parameter) {
        return Received.read(raw, binding, parameter, serviceProviders::signing);
    }

    private SpMetadata.Service service(String spEntityId, SamlBinding binding) {
        return serviceProviders
                .get(spEntityId)
                .logout(binding)
                .orElseThrow(() ->
                        new BadRequest("the metadata of " + spEntityId + " has no SingleLogoutService for " + binding));
    }

    private LogoutDocument document(URI destination, LogoutScript how) {
        return new LogoutDocument(entityId, destination, how, clock.instant());
    }

    private SamlMessage seal(
            URI destination,
            String parameter,
            String id,
            String text,
            @Nullable String relayState,
            SamlBinding binding,
            String spEntityId,
            LogoutScript how) {
        LogoutScript.Builder settings = how.settings();
        SigningKey key = settings.signer == Signer.STRANGER ? keys.stranger() : keys.current();
        Element root = SafeXml.parse(settings.beforeSigning.apply(text).getBytes(StandardCharsets.UTF_8))
                .getDocumentElement();
        Element name = SafeXml.child(root, Received.ASSERTION, "NameID");
        if (settings.encryption != null && name != null) {
            XmlEncrypter.replace(name, "EncryptedID", settings.encryption, serviceProviders.encryption(spEntityId));
        }
        if (binding == SamlBinding.POST) {
            if (settings.sign) {
                XmlSigner.sign(root, key, SamlMessage.RSA_SHA256);
            }
            String signed = settings.afterSigning.apply(SafeXml.write(root));
            return SamlMessage.post(destination, parameter, id, signed, relayState);
        }
        String plain = SafeXml.write(root);
        SamlMessage message =
                SamlMessage.redirect(destination, parameter, id, plain, relayState, settings.sign ? key : null);
        String edited = settings.afterSigning.apply(plain);
        if (edited.equals(plain)) {
            return message;
        }
        Map<String, String> tampered = new LinkedHashMap<>(message.parameters());
        tampered.put(parameter, Wire.deflated(edited));
        return new SamlMessage(binding, destination, tampered, id, edited);
    }
}
