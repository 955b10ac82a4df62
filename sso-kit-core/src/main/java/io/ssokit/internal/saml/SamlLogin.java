package io.ssokit.internal.saml;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditListener;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnection.MetadataSource;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.key.SamlKeys;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.login.LogoutEngine;
import io.ssokit.session.NameId;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Sign-in by the SAML 2.0 Web Browser SSO profile: AuthnRequest by HTTP-Redirect or HTTP-POST, response by HTTP-POST or
 * HTTP-Artifact.
 * Identity providers' metadata is loaded at first need, so one that is down stops nobody but its own people. Immutable
 * and thread-safe.
 */
public final class SamlLogin implements LoginEngine {
    /** Longer than any attempt can be finished. */
    private static final Duration REMEMBER_REQUEST = Duration.ofHours(1);

    /** Formats whose values people know as their user names; persistent and transient ones mean nothing to anybody. */
    private static final Set<String> NAME_FORMATS = Set.of(Names.FORMAT_EMAIL, Names.FORMAT_UNSPECIFIED);

    private final ServiceProvider serviceProvider;
    private final IdpMetadataCache idps;
    private final DecryptionThrottle throttle;
    private final SamlKeys keys;
    private final AuditListener audit;
    private final SamlStart start;
    private final SamlLogout logout;
    private final ArtifactResolver artifacts;

    /** @param context what the kit lends its engines */
    public SamlLogin(EngineContext context) {
        this.serviceProvider = context.serviceProvider();
        this.idps = new IdpMetadataCache(context);
        this.throttle = new DecryptionThrottle(context.clock());
        this.keys = context.keys();
        this.audit = context.audit();
        Supplier<MessageSigner> signer = () -> MessageSigner.of(keys);
        this.start = new SamlStart(serviceProvider, signer);
        this.logout = new SamlLogout(serviceProvider, idps, this::decrypter, signer);
        this.artifacts = new ArtifactResolver(serviceProvider, context.fetcher(), signer);
    }

    @Override
    public boolean serves(IdpConnection connection) {
        return connection instanceof SamlConnection;
    }

    /** Metadata in a file or in the configuration itself can be judged at once; an identity provider may be down now. */
    @Override
    public Optional<String> problemOf(IdpConnection connection) {
        SamlConnection saml = saml(connection);
        if (!saml.trust().enabled() || saml.metadata() instanceof MetadataSource.Url) {
            return Optional.empty();
        }
        try {
            return SamlStart.problem(saml.requests(), idps.readOnce(saml));
        } catch (IdpUnavailableException unusable) {
            return Optional.of("metadata: " + unusable.getMessage());
        }
    }

    /** What is configured, or what metadata says that is here already; a document elsewhere is not read for this. */
    @Override
    public Optional<String> issuer(IdpConnection connection) {
        SamlConnection saml = saml(connection);
        return saml.idpEntityId().or(() -> idps.known(saml).map(IdpMetadata::entityId));
    }

    @Override
    public List<X509Certificate> upkeep(IdpConnection connection) {
        return idps.refreshed(saml(connection)).certificates();
    }

    @Override
    public Start start(IdpConnection connection, Attempt attempt) {
        SamlConnection saml = saml(connection);
        IdpMetadata idp = idps.get(saml);
        return refusing(() -> start.start(saml, idp, attempt));
    }

    @Override
    public Optional<String> handle(IdpConnection connection, LoginRequest request) {
        return AcsMessage.read(request, saml(connection)).relayState();
    }

    @Override
    public boolean isUnsolicited(LoginRequest request) {
        AcsMessage message = AcsMessage.read(request);
        // What an artifact stands for is known only once it is fetched.
        return message.isArtifact()
                || refusing(() -> {
                    El response = SignedResponse.parse(message.text());
                    ResponseStructure.check(response);
                    return response.attribute("InResponseTo") == null;
                });
    }

    @Override
    public Identity finish(Callback callback) {
        SamlConnection connection = saml(callback.connection());
        AcsMessage message = AcsMessage.read(callback.request(), connection);
        String requestId = callback.memory().get(SamlStart.REQUEST_ID);
        if (requestId == null) {
            throw LoginException.of(LoginError.ATTEMPT_UNKNOWN, "an attempt started by SAML", "another one");
        }
        IdpMetadata idp = idps.get(connection);
        requireSameIdp(callback, idp);
        return refusing(() -> {
            Instant forgotten = callback.startedAt().plus(REMEMBER_REQUEST);
            SignedResponse signed = open(message, new Way(connection, idp, callback.now(), callback.once()));
            // SAML Profiles 4.1.4.5: a message that a pinned key signed uses up the attempt, whether it passes or not.
            callback.once().take("saml.request", requestId, forgotten);
            VerifiedAssertion assertion = SamlResponseChecks.check(
                    signed,
                    expectations(
                            connection,
                            idp,
                            Optional.of(requestId),
                            callback.now(),
                            AuthnDemands.remembered(callback.memory(), callback.startedAt())));
            // It answers this request and no other, so it is of no use after it, even if it says "until the year 9999":
            // no identity provider decides how long our store grows.
            Instant until = assertion.presentableUntil();
            callback.once().take("saml.assertion", assertion.id(), until.isBefore(forgotten) ? until : forgotten);
            tellExemptions(connection, assertion, callback.now());
            return identity(assertion);
        });
    }

    /** An administrator may have moved the connection to another identity provider while the person was at the first one. */
    private static void requireSameIdp(Callback callback, IdpMetadata idp) {
        String began = callback.memory().get(SamlStart.IDP);
        if (began != null && !began.equals(SamlStart.remembered(idp))) {
            throw LoginException.of(
                    LoginError.IN_RESPONSE_TO,
                    "an attempt that began at " + idp.entityId(),
                    "one that began at another identity provider");
        }
    }

    /** Whoever posts such a response signs the browser in with it, its own person or not: hence only by name, and once. */
    @Override
    public Identity finishUnsolicited(Unsolicited callback) {
        SamlConnection connection = saml(callback.connection());
        AcsMessage message = AcsMessage.read(callback.request(), connection);
        IdpMetadata idp = idps.get(connection);
        return refusing(() -> {
            VerifiedAssertion assertion = SamlResponseChecks.check(
                    open(message, new Way(connection, idp, callback.now(), callback.once())),
                    expectations(
                            connection,
                            idp,
                            Optional.empty(),
                            callback.now(),
                            AuthnDemands.unsolicited(connection.requests())));
            // SAML Profiles 4.1.4.5: there is no request to use up, so the assertion's own ID is all that makes it
            // serve once.
            callback.once().take("saml.assertion", assertion.id(), assertion.presentableUntil());
            tellExemptions(connection, assertion, callback.now());
            return identity(assertion);
        });
    }

    @Override
    public Optional<LogoutEngine> logout(IdpConnection connection) {
        return Optional.of(logout);
    }

    @Override
    public Optional<Metadata> metadata(IdpConnection connection) {
        SamlConnection saml = saml(connection);
        String xml = SamlMetadata.of(saml, serviceProvider, keys, () -> idps.get(saml))
                .xml();
        return Optional.of(new Metadata(SamlMetadata.CONTENT_TYPE, xml.getBytes(StandardCharsets.UTF_8)));
    }

    /** On which way a message came, and what it is opened with. */
    private record Way(SamlConnection connection, IdpMetadata idp, Instant now, Once once) {}

    private SignedResponse open(AcsMessage message, Way way) {
        if (!message.isArtifact()) {
            El raw = SignedResponse.parse(message.text());
            return open(keys -> raw, way);
        }
        Artifact artifact = Artifact.read(message.text(), way.idp().entityId());
        SignedResponse signed = open(artifacts.resolve(artifact, way.connection(), way.idp(), way.now()), way);
        // SAML Bindings 3.6.4: one artifact, one message, fetched once.
        way.once().take("saml.artifact", artifact.text(), way.now().plus(REMEMBER_REQUEST));
        return signed;
    }

    private SignedResponse open(ResponseSource source, Way way) {
        SamlConnection connection = way.connection();
        try {
            return open(source, connection, way.idp().keys());
        } catch (SamlRefusal refusal) {
            Optional<IdpMetadata> newer =
                    refusal.error() == LoginError.SIGNATURE ? idps.renew(connection, way.idp()) : Optional.empty();
            return open(source, connection, newer.orElseThrow(() -> refusal).keys());
        }
    }

    private SignedResponse open(ResponseSource source, SamlConnection connection, TrustedKeys keys) {
        TrustedKeys trusted = keys.allowing(connection.acceptance().exceptions());
        SignaturePolicy policy = new SignaturePolicy(
                connection.acceptance().signedAssertion(),
                connection.acceptance().signedResponse());
        return SignedResponse.open(source.response(trusted), trusted, policy, decrypter(connection));
    }

    private void tellExemptions(SamlConnection connection, VerifiedAssertion assertion, Instant now) {
        if (!assertion.exemptions().isEmpty()) {
            audit.on(new AuditEvent.ExemptionUsed(now, connection.tenant(), connection.id(), assertion.exemptions()));
        }
    }

    private Decrypter decrypter(SamlConnection connection) {
        return new Decrypter(
                EncryptionPolicy.of(connection.acceptance()),
                keys::decryption,
                connection.entityId(serviceProvider),
                throttle.of(connection.id()));
    }

    private ResponseExpectations expectations(
            SamlConnection connection, IdpMetadata idp, Optional<String> requestId, Instant now, AuthnDemands authn) {
        return new ResponseExpectations(
                serviceProvider.samlAcsUrl(connection.id()).toString(),
                connection.entityId(serviceProvider),
                idp.entityId(),
                requestId,
                now,
                connection.acceptance().clockSkew(),
                authn);
    }

    private static Identity identity(VerifiedAssertion assertion) {
        NameId nameId = assertion.nameId();
        boolean isName = NAME_FORMATS.contains(nameId.format().orElse(Names.FORMAT_UNSPECIFIED));
        return new Identity(
                nameId.value(),
                isName ? Optional.of(nameId.value()) : Optional.empty(),
                assertion.attributes(),
                SessionTags.of(assertion.attributes(), false),
                assertion.authentication().at(),
                assertion.authentication().sessionNotOnOrAfter(),
                assertion.authentication().sessionIndex(),
                Optional.of(nameId),
                Identity.Evidence.signed(
                                new SsoSession.Authn(assertion.authentication().contextClass(), List.of()))
                        .withMessage(assertion::text));
    }

    static SamlConnection saml(IdpConnection connection) {
        if (connection instanceof SamlConnection saml) {
            return saml;
        }
        throw new IllegalArgumentException("not a SAML connection: " + connection.id());
    }

    /** Refusals of this package as refusals of the flow. */
    static <T> T refusing(Supplier<T> step) {
        try {
            return step.get();
        } catch (SamlRefusal refusal) {
            throw refusal.toLoginException();
        }
    }
}
