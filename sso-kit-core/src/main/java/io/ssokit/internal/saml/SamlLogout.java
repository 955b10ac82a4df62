package io.ssokit.internal.saml;

import static io.ssokit.internal.saml.SamlLogin.refusing;
import static io.ssokit.internal.saml.SamlLogin.saml;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlRequests;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.IdpMetadata.Binding;
import io.ssokit.internal.saml.IdpMetadata.LogoutEndpoint;
import io.ssokit.internal.saml.LogoutChecks.VerifiedRequest;
import io.ssokit.login.LoginEngine.Callback;
import io.ssokit.login.LoginEngine.Once;
import io.ssokit.login.LoginEngine.Start;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.login.LogoutEngine;
import io.ssokit.session.NameId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Single logout by the SAML 2.0 profile (Profiles 4.4), both ways, by HTTP-Redirect and HTTP-POST. Everything that we send is
 * signed, and nothing that is not signed by a key pinned for the connection is believed. Immutable and thread-safe.
 */
final class SamlLogout implements LogoutEngine {
    private static final String REQUEST_ID = "logout";
    private static final String RELAY_STATE = "relayState";

    /** SAML Bindings 3.4.3 says 80 bytes; some send more, and it travels back in a URL. */
    private static final int MAX_RELAY_STATE = 1024;

    private final ServiceProvider serviceProvider;
    private final IdpMetadataCache idps;
    private final Function<SamlConnection, Decrypter> decrypters;
    private final Supplier<MessageSigner> signer;

    /**
     * @param decrypters one for each message
     * @param signer asked for each message: keys are changed while the app runs
     */
    SamlLogout(
            ServiceProvider serviceProvider,
            IdpMetadataCache idps,
            Function<SamlConnection, Decrypter> decrypters,
            Supplier<MessageSigner> signer) {
        this.serviceProvider = serviceProvider;
        this.idps = idps;
        this.decrypters = decrypters;
        this.signer = signer;
    }

    /**
     * All of them: a demand is believed because a pinned key signed it. Metadata may come to name a logout service after the
     * session began, and trust entered by hand may never name the one that the identity provider has.
     */
    @Override
    public boolean mayBeAsked(IdpConnection connection) {
        return true;
    }

    @Override
    public Optional<Start> start(Departure departure) {
        SamlConnection connection = saml(departure.connection());
        Optional<NameId> nameId = departure.session().nameId();
        if (!connection.requests().singleLogout() || nameId.isEmpty()) {
            return Optional.empty();
        }
        return service(connection, idps.get(connection)).map(service -> {
            LogoutMessage request = LogoutMessage.request(
                    service.endpoint().location(),
                    connection.entityId(serviceProvider),
                    nameId.get(),
                    departure.session(),
                    departure.now());
            Start way = way(service.binding(), "SAMLRequest", request, departure.handle());
            return new Start(way.action(), way.form(), Map.of(REQUEST_ID, request.id()));
        });
    }

    @Override
    public Arrival read(LoginRequest request) {
        return refusing(() -> {
            SignedMessage message = SignedMessage.read(request);
            return new Arrival(message.isRequest(), message.relayState());
        });
    }

    @Override
    public Report finish(Callback callback) {
        SamlConnection connection = saml(callback.connection());
        String requestId = callback.memory().get(REQUEST_ID);
        if (requestId == null) {
            throw LoginException.of(LoginError.ATTEMPT_UNKNOWN, "a sign-out started by SAML", "another attempt");
        }
        IdpMetadata idp = idps.get(connection);
        return refusing(() -> {
            El signed = open(SignedMessage.read(callback.request()), connection, idp);
            return switch (LogoutChecks.response(signed, expectations(connection, idp, callback.now()), requestId)) {
                case EVERYWHERE -> Report.EVERYWHERE;
                case PARTIAL -> Report.PARTIAL;
                case FAILED -> Report.FAILED;
            };
        });
    }

    @Override
    public Demand demand(IdpConnection anyConnection, LoginRequest request, Instant now, Once once) {
        SamlConnection connection = saml(anyConnection);
        IdpMetadata idp = idps.get(connection);
        return refusing(() -> {
            SignedMessage message = SignedMessage.read(request);
            String relayState = message.relayState().orElse("");
            requireShort(relayState);
            El signed = open(message, connection, idp);
            VerifiedRequest verified =
                    LogoutChecks.request(signed, expectations(connection, idp, now), decrypters.apply(connection));
            once.take("saml.logout", verified.id(), verified.presentableUntil());
            return new Demand(
                    Optional.of(verified.nameId()),
                    verified.sessionIndexes(),
                    Map.of(REQUEST_ID, verified.id(), RELAY_STATE, relayState));
        });
    }

    @Override
    public Optional<Start> answer(IdpConnection anyConnection, Demand demand, Ended ended, Instant now) {
        SamlConnection connection = saml(anyConnection);
        return service(connection, idps.get(connection)).map(service -> {
            LogoutMessage response = LogoutMessage.response(
                    service.endpoint().responseLocation(),
                    connection.entityId(serviceProvider),
                    demand.memory().getOrDefault(REQUEST_ID, ""),
                    ended,
                    now);
            return way(
                    service.binding(), "SAMLResponse", response, demand.memory().getOrDefault(RELAY_STATE, ""));
        });
    }

    /** Where the identity provider takes logout messages. */
    private record Service(Binding binding, LogoutEndpoint endpoint) {}

    /** By the binding that the connection names for requests, else by HTTP-Redirect: that works in a frame as well. */
    private static Optional<Service> service(SamlConnection connection, IdpMetadata idp) {
        Map<Binding, LogoutEndpoint> services = idp.singleLogout();
        boolean wantsPost = connection.requests().binding().equals(Optional.of(SamlRequests.Binding.POST));
        Binding first = wantsPost ? Binding.POST : Binding.REDIRECT;
        Binding second = wantsPost ? Binding.REDIRECT : Binding.POST;
        for (Binding binding : new Binding[] {first, second}) {
            LogoutEndpoint endpoint = services.get(binding);
            if (endpoint != null) {
                return Optional.of(new Service(binding, endpoint));
            }
        }
        return Optional.empty();
    }

    /** SAML Profiles 4.4.3.1, 4.4.3.4: signed, by either binding. */
    private Start way(Binding binding, String parameter, LogoutMessage message, String relayState) {
        URI to = message.destination();
        if (binding == Binding.REDIRECT) {
            return new Start(signer.get().redirect(to, parameter, message.xml(), relayState), Map.of(), Map.of());
        }
        String xml = signer.get().enveloped(message.xml());
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(parameter, Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8)));
        if (!relayState.isEmpty()) {
            fields.put("RelayState", relayState);
        }
        return new Start(to, fields, Map.of());
    }

    private El open(SignedMessage message, SamlConnection connection, IdpMetadata idp) {
        try {
            return message.open(idp.keys().allowing(connection.acceptance().exceptions()));
        } catch (SamlRefusal refusal) {
            Optional<IdpMetadata> newer =
                    refusal.error() == LoginError.SIGNATURE ? idps.renew(connection, idp) : Optional.empty();
            TrustedKeys keys = newer.orElseThrow(() -> refusal).keys();
            return message.open(keys.allowing(connection.acceptance().exceptions()));
        }
    }

    private LogoutChecks.Expectations expectations(SamlConnection connection, IdpMetadata idp, Instant now) {
        return new LogoutChecks.Expectations(
                serviceProvider.samlSloUrl(connection.id()).toString(),
                connection.entityId(serviceProvider),
                idp.entityId(),
                now,
                connection.acceptance().clockSkew());
    }

    private static void requireShort(String relayState) {
        if (relayState.getBytes(StandardCharsets.UTF_8).length > MAX_RELAY_STATE) {
            throw SamlRefusal.of(LoginError.TOO_LARGE, "a RelayState of at most " + MAX_RELAY_STATE + " bytes", "more");
        }
    }
}
