package io.ssokit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnection.IdpInitiated;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.internal.Sealed;
import io.ssokit.internal.saml.SamlLogin;
import io.ssokit.login.EngineContexts;
import io.ssokit.login.LoginFlow;
import io.ssokit.login.LoginReply;
import io.ssokit.login.LoginRequest;
import io.ssokit.login.LoginResolver;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.SamlResponse;
import io.ssokit.testing.SamlScript;
import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** S-27: a connection is switched off, or its key is withdrawn, while good responses are under way; on two nodes. */
@Tag("S-27")
class DisabledConnectionTest {
    private static final ServiceProvider APP = ServiceProvider.of(URI.create("https://app.example.com"));
    private static final String ID = "acme";

    private final List<AuditEvent> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final FakeIdp idp = FakeIdp.builder().clock(clock).start();
    private final Changeable connections = new Changeable();
    private final Stores stores = MemoryStores.create(clock);
    private final List<LoginFlow> nodes = List.of(node(), node());
    private int tried;

    /** An app's own store, whose administrator changes it while everything runs; it forgets to leave out disabled ones. */
    private static final class Changeable implements IdpConnectionStore {
        private volatile Optional<IdpConnection> only = Optional.empty();

        @Override
        public Optional<IdpConnection> find(String id) {
            return only.filter(connection -> connection.id().equals(id));
        }

        @Override
        public Optional<IdpConnection> findByEmailDomain(EmailDomain domain) {
            return only.filter(connection -> connection.emailDomains().contains(domain));
        }

        @Override
        public List<IdpConnection> list() {
            return only.stream().toList();
        }
    }

    @AfterEach
    void stop() {
        idp.close();
    }

    /** A response on its way back, and the browser that carries it. */
    private record Answer(SamlResponse response, Map<String, String> cookies) {}

    @Test
    void disable_goodResponsesUnderWay_refusedOnAllNodes() {
        connections.only = Optional.of(connection(true));
        List<Answer> answers = List.of(solicited(0), solicited(1), unsolicited(), unsolicited());
        assertSignedIn(post(0, solicited(0)));
        assertSignedIn(post(1, unsolicited()));
        connections.only = Optional.of(connection(false));
        for (int node = 0; node < nodes.size(); node++) {
            LoginFlow flow = nodes.get(node);
            assertDisabled(flow.start(ID, get(Map.of())));
            for (Answer answer : answers) {
                assertDisabled(post(node, answer));
            }
            assertThat(((LoginReply.Redirect) flow.demand("/app/")).location().getPath())
                    .as("the chooser, not the only connection")
                    .isEqualTo("/sso/login");
            assertThat(((LoginReply.Chooser) flow.login(get(Map.of()))).choices())
                    .isEmpty();
        }
        connections.only = Optional.of(connection(true));
        assertSignedIn(post(0, answers.get(1)));
        report("switched off");
    }

    @Test
    void disable_ourMetadata_stillGivenOut() {
        connections.only =
                Optional.of(IdpConnection.saml(ID).tenant("acme").enabled(false).build());
        assertThat(nodes.get(0).metadata(ID)).isInstanceOf(LoginReply.Document.class);
        assertDisabled(nodes.get(0).start(ID, get(Map.of())));
    }

    @Test
    void remove_goodResponsesUnderWay_refused() {
        connections.only = Optional.of(connection(true));
        List<Answer> answers = List.of(solicited(0), unsolicited());
        connections.only = Optional.empty();
        for (Answer answer : answers) {
            assertRefused(LoginError.UNKNOWN_CONNECTION, post(1, answer));
        }
        report("removed");
    }

    @Test
    void withdraw_keyNoLongerInMetadata_refusedOnceThatIsRead() {
        connections.only = Optional.of(connection(true));
        List<Answer> byTheOldKey = List.of(solicited(0), unsolicited(), solicited(1), unsolicited());
        idp.saml().rotateKey();
        now = now.plusSeconds(60);
        for (int node = 0; node < nodes.size(); node++) {
            assertSignedIn(post(node, solicited(node)));
            assertSignedIn(post(node, byTheOldKey.get(node)));
        }
        idp.saml().replaceKey();
        now = now.plusSeconds(60);
        for (int node = 0; node < nodes.size(); node++) {
            assertSignedIn(post(node, solicited(node)));
            assertRefused(LoginError.SIGNATURE, post(node, byTheOldKey.get(node + 2)));
        }
        report("key withdrawn");
    }

    @Test
    void exchange_certificateEnteredByHand_oldKeyRefusedAtOnce() throws CertificateEncodingException {
        byte[] der = idp.saml().certificate().getEncoded();
        connections.only = Optional.of(entered(Base64.getEncoder().encodeToString(der)));
        List<Answer> answers = List.of(solicited(0), unsolicited());
        assertSignedIn(post(1, solicited(1)));
        connections.only = Optional.of(entered(IdpXml.certificate(TestKeys.STRANGER)));
        for (Answer answer : answers) {
            assertRefused(LoginError.SIGNATURE, post(1, answer));
        }
        report("certificate exchanged");
    }

    private SamlConnection connection(boolean enabled) {
        return IdpConnection.saml(ID)
                .tenant("acme")
                .metadata(idp.saml().metadataUri())
                .insecureAllowHttp()
                .idpInitiated(IdpInitiated.ALLOW)
                .enabled(enabled)
                .build();
    }

    private SamlConnection entered(String certificate) {
        return IdpConnection.saml(ID)
                .tenant("acme")
                .idpEntityId(idp.saml().entityId())
                .ssoUrl(idp.saml().ssoUri().toString())
                .certificates(certificate)
                .insecureAllowHttp()
                .idpInitiated(IdpInitiated.ALLOW)
                .build();
    }

    private Answer solicited(int node) {
        LoginReply.Redirect reply = (LoginReply.Redirect) nodes.get(node).start(ID, get(Map.of()));
        Map<String, String> cookies = new HashMap<>();
        reply.cookies().forEach(cookie -> cookies.put(cookie.name(), cookie.value()));
        return new Answer(respond(AuthnRequest.fromRedirect(reply.location())), cookies);
    }

    private Answer unsolicited() {
        return new Answer(respond(AuthnRequest.unsolicited(APP.samlEntityId(ID), APP.samlAcsUrl(ID), null)), Map.of());
    }

    private SamlResponse respond(AuthnRequest request) {
        return idp.saml().respond(request, idp.persona("alice"), SamlScript.standard());
    }

    private LoginReply post(int node, Answer answer) {
        Map<String, List<String>> form = new HashMap<>();
        answer.response().form().forEach((name, value) -> form.put(name, List.of(value)));
        return nodes.get(node)
                .finish(
                        ID,
                        new LoginRequest("POST", Optional.empty(), Map.of(), form, answer.cookies(), Optional.empty()));
    }

    private static LoginRequest get(Map<String, List<String>> query) {
        return new LoginRequest("GET", Optional.empty(), query, Map.of(), Map.of(), Optional.empty());
    }

    private static void assertSignedIn(LoginReply reply) {
        assertThat(reply).isInstanceOf(LoginReply.SignedIn.class);
    }

    private void report(String what) {
        System.out.printf("attacks: %d tried, 0 accepted (S-27, %s)%n", tried, what);
        assertThat(tried).isPositive();
    }

    private void assertDisabled(LoginReply reply) {
        assertRefused(LoginError.CONNECTION_DISABLED, reply);
    }

    private void assertRefused(LoginError why, LoginReply reply) {
        tried++;
        assertThat(reply).isInstanceOf(LoginReply.Refused.class);
        assertThat(events.get(events.size() - 1)).isInstanceOfSatisfying(AuditEvent.SignInRefused.class, refused -> {
            assertThat(refused.connection()).isIn(ID, "-");
            assertThat(refused.error()).isEqualTo(why);
        });
    }

    private LoginFlow node() {
        return new LoginFlow(new LoginFlow.Parts(
                APP,
                connections,
                List.of(new SamlLogin(EngineContexts.of(APP, clock))),
                stores,
                Sealed.with(new byte[32]),
                Duration.ofHours(12),
                clock,
                events::add,
                LoginResolver.PROCEED));
    }
}
