package io.ssokit.internal.saml;

import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlRequests;
import io.ssokit.connection.SamlRequests.LoginHint;
import io.ssokit.connection.SamlRequests.ResponseBinding;
import io.ssokit.connection.SamlRequests.Sign;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.internal.Base64Url;
import io.ssokit.internal.saml.IdpMetadata.Binding;
import io.ssokit.login.LoginEngine.Attempt;
import io.ssokit.login.LoginEngine.Start;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sends a person to the identity provider with a request (SAML Profiles 4.1.4.1) by HTTP-Redirect or HTTP-POST, signed
 * where the identity provider or the connection wants it. Immutable and thread-safe.
 */
final class SamlStart {
    /** Remembered from start to finish: the request's ID. */
    static final String REQUEST_ID = "request";

    static final String IDP = "idp";

    private static final String SAML_REQUEST = "SAMLRequest";

    private final ServiceProvider serviceProvider;
    private final Supplier<MessageSigner> signer;

    /** @param signer asked for each signed request: keys are changed while the app runs */
    SamlStart(ServiceProvider serviceProvider, Supplier<MessageSigner> signer) {
        this.serviceProvider = serviceProvider;
        this.signer = signer;
    }

    /** The identity provider as an attempt remembers it: its entityId may be longer than a cookie has room for. */
    static String remembered(IdpMetadata idp) {
        try {
            byte[] id = idp.entityId().getBytes(StandardCharsets.UTF_8);
            return Base64Url.encode(MessageDigest.getInstance("SHA-256").digest(id));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Where a request goes, and how. */
    private record Target(Binding binding, URI url) {}

    /** @throws SamlRefusal if the identity provider takes no requests by the binding that the connection names */
    Start start(SamlConnection connection, IdpMetadata idp, Attempt attempt) {
        SamlRequests wishes = connection.requests();
        requireArtifactResolution(wishes, idp);
        Target target = target(connection, idp, attempt.page());
        AuthnRequest request = AuthnRequest.create(
                new AuthnRequest.Way(
                        target.url(),
                        connection.entityId(serviceProvider),
                        serviceProvider.samlAcsUrl(connection.id())),
                wishes,
                hint(wishes, attempt, LoginHint.SUBJECT),
                attempt.now());
        Map<String, String> memory = new LinkedHashMap<>(AuthnDemands.memory(wishes));
        memory.put(REQUEST_ID, request.id());
        memory.put(IDP, remembered(idp));
        // Not part of the Destination: the parameter is none of SAML's, and whom it reaches removes it again.
        URI action = hint(wishes, attempt, LoginHint.PARAMETER)
                .map(address -> RedirectMessage.at(target.url(), "login_hint=" + RedirectMessage.encode(address)))
                .orElse(target.url());
        boolean signed = wishes.sign() == Sign.ALWAYS || wishes.sign() == Sign.WHEN_WANTED && idp.wantsSignedRequests();
        return target.binding() == Binding.REDIRECT
                ? new Start(redirect(action, request, attempt.handle(), signed), Map.of(), memory)
                : new Start(action, form(request, attempt.handle(), signed), memory);
    }

    /**
     * What is wrong with the binding that the connection names, if the identity provider's metadata is at hand.
     *
     * @return option and problem
     */
    static Optional<String> problem(SamlRequests wishes, IdpMetadata idp) {
        if (wishes.response() == ResponseBinding.ARTIFACT
                && idp.artifactResolution().isEmpty()) {
            return Optional.of("response-binding: the identity provider has no ArtifactResolutionService by SOAP");
        }
        boolean known = wishes.ssoUrl().isPresent()
                || wishes.binding().isEmpty()
                || idp.singleSignOn().containsKey(binding(wishes.binding().get()));
        return known
                ? Optional.empty()
                : Optional.of("request-binding: the identity provider takes requests by "
                        + idp.singleSignOn().keySet() + " only");
    }

    private static void requireArtifactResolution(SamlRequests wishes, IdpMetadata idp) {
        if (wishes.response() == ResponseBinding.ARTIFACT
                && idp.artifactResolution().isEmpty()) {
            throw SamlRefusal.of(
                    LoginError.UNSUPPORTED,
                    "an identity provider that resolves artifacts by SOAP",
                    "one without an ArtifactResolutionService",
                    "Leave response-binding at post, or use metadata that names the service.");
        }
    }

    private static Target target(SamlConnection connection, IdpMetadata idp, URI page) {
        SamlRequests wishes = connection.requests();
        Optional<Binding> wanted = wishes.binding().map(SamlStart::binding);
        Optional<URI> own = wishes.loginUrl(page, connection.trust().tenant(), connection.id());
        if (own.isPresent()) {
            return new Target(wanted.orElse(Binding.REDIRECT), own.get());
        }
        Map<Binding, URI> offered = idp.singleSignOn();
        Binding binding = wanted.orElse(offered.containsKey(Binding.REDIRECT) ? Binding.REDIRECT : Binding.POST);
        if (!offered.containsKey(binding)) {
            throw SamlRefusal.of(
                    LoginError.UNSUPPORTED,
                    "an identity provider that takes requests by " + binding.uri(),
                    "one that takes them by " + offered.keySet() + " only",
                    "Leave request-binding out, or give the identity provider's address by sso-url.");
        }
        return new Target(binding, Objects.requireNonNull(offered.get(binding)));
    }

    private static Binding binding(SamlRequests.Binding named) {
        return named == SamlRequests.Binding.POST ? Binding.POST : Binding.REDIRECT;
    }

    private static Optional<String> hint(SamlRequests wishes, Attempt attempt, LoginHint way) {
        return wishes.loginHint().filter(way::equals).flatMap(wanted -> attempt.loginHint());
    }

    private URI redirect(URI action, AuthnRequest request, String relayState, boolean signed) {
        return signed
                ? signer.get().redirect(action, SAML_REQUEST, request.xml(), relayState)
                : RedirectMessage.at(action, RedirectMessage.query(SAML_REQUEST, request.xml(), relayState));
    }

    /** SAML Bindings 3.5.4. */
    private Map<String, String> form(AuthnRequest request, String relayState, boolean signed) {
        String xml = signed ? signer.get().enveloped(request.xml()) : request.xml();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(SAML_REQUEST, Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8)));
        fields.put("RelayState", relayState);
        return fields;
    }
}
