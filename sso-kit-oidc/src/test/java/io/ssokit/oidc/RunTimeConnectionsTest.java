package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginReply;
import io.ssokit.login.LoginRequest;
import io.ssokit.login.ReplyCookie;
import io.ssokit.managed.ConnectionAdmin;
import io.ssokit.session.SsoSession;
import io.ssokit.store.MemoryStores;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcScript;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sign-ins by connections that an administrator makes, moves to another provider and switches off meanwhile. */
class RunTimeConnectionsTest {
    private static final String ROOT = "root@app.example.com";
    private static final OptionalLong ANY = OptionalLong.empty();

    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final FakeIdp first = SignIn.provider(clock);
    private final FakeIdp second = SignIn.provider(clock);
    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private final Map<String, String> cookies = new HashMap<>();
    private final SsoKit kit = SsoKit.builder(ServiceProvider.of(URI.create("http://127.0.0.1:9")))
            .runTimeConnections()
            .insecureAllowRunTimeExemptions()
            .stores(MemoryStores.create(clock))
            .secret(Secret.of("0123456789abcdef0123456789abcdef"))
            .audit(events::add)
            .clock(clock)
            .build();
    private final ConnectionAdmin admin = kit.connectionAdmin();

    @AfterEach
    void close() {
        kit.close();
        first.close();
        second.close();
    }

    @Test
    void oidc_made_signsIn() {
        enabled("op", oidc(first));
        assertThat(finishOidc("op", begin("op"))).isInstanceOf(LoginReply.SignedIn.class);
    }

    @Test
    @Tag("O-10")
    void oidc_movedWhileSomebodyIsAtTheFirstProvider_finishesAtNeither() {
        enabled("op", oidc(first));
        URI there = begin("op");
        admin.replace(ROOT, "acme", "op", oidc(second), ANY);
        assertThat(reason(finishOidc("op", there))).isEqualTo(LoginError.IN_RESPONSE_TO);
        assertThat(finishOidc("op", begin("op"))).isInstanceOf(LoginReply.SignedIn.class);
        assertThat(begin("op").getPort())
                .isEqualTo(URI.create(second.oidc().issuer()).getPort());
    }

    /** Whoever may change a connection must not get what another provider gave for the people of its sessions. */
    @Test
    @Tag("O-10")
    void oidc_movedAfterTheSignIn_grantIsShownToNobody() {
        Map<String, Object> asking = oidc(first);
        asking.put("refresh-every", "15m");
        asking.put("single-logout", true);
        enabled("op", asking);
        first.oidc().play(OidcScript.of(s -> s.refreshTokens()));
        SsoSession session = ((LoginReply.SignedIn) finishOidc("op", begin("op"))).session();
        SsoSession leaving = ((LoginReply.SignedIn) finishOidc("op", begin("op"))).session();

        Map<String, Object> moved = oidc(second);
        moved.put("refresh-every", "15m");
        moved.put("single-logout", true);
        admin.replace(ROOT, "acme", "op", moved, ANY);
        LoginReply out = kit.logout()
                .logout(new LoginRequest("POST", Optional.of(""), Map.of(), Map.of(), cookies, Optional.of(leaving)));
        assertThat(out)
                .isInstanceOfSatisfying(
                        LoginReply.SignOutStep.class,
                        step -> assertThat(SignIn.parameters(step.action().getRawQuery()))
                                .containsKey("client_id")
                                .doesNotContainKeys("id_token_hint", "logout_hint"));

        clock.advance(Duration.ofMinutes(15));
        int before = second.hits(Endpoint.OIDC_TOKEN);
        assertThat(kit.renewals().renew(session, new OidcLab.Kept(session))).isEmpty();
        assertThat(second.hits(Endpoint.OIDC_TOKEN)).isEqualTo(before);
        assertThat(events)
                .last()
                .isInstanceOfSatisfying(
                        AuditEvent.SessionNotRenewed.class,
                        event -> assertThat(event.error()).isEqualTo(LoginError.ISSUER));
    }

    @Test
    void oidc_secretChanged_newOneIsUsedAtOnce() {
        Map<String, Object> wrong = oidc(first);
        wrong.put("client-secret", "wrong");
        enabled("op", wrong);
        assertThat(finishOidc("op", begin("op"))).isInstanceOf(LoginReply.Refused.class);
        admin.replace(ROOT, "acme", "op", oidc(first), ANY);
        assertThat(finishOidc("op", begin("op"))).isInstanceOf(LoginReply.SignedIn.class);
    }

    @Test
    void oidc_switchedOffMeanwhile_refused() {
        enabled("op", oidc(first));
        URI there = begin("op");
        admin.disable(ROOT, "acme", "op", ANY);
        assertThat(reason(finishOidc("op", there))).isEqualTo(LoginError.CONNECTION_DISABLED);
    }

    @Test
    void oauth2_movedMeanwhile_codeIsShownToNobody() {
        enabled("hub", oauth2(first));
        URI there = begin("hub");
        admin.replace(ROOT, "acme", "hub", oauth2(second), ANY);
        assertThat(reason(finishOidc("hub", there))).isEqualTo(LoginError.IN_RESPONSE_TO);
    }

    @Test
    void saml_made_signsInAndItsMetadataIsThereBefore() {
        admin.create(ROOT, "acme", "idp", Map.of("type", "saml"));
        assertThat(kit.flow().metadata("idp")).isInstanceOf(LoginReply.Document.class);
        admin.replace(ROOT, "acme", "idp", saml(first), ANY);
        admin.enable(ROOT, "acme", "idp", ANY);
        URI request = begin("idp");
        assertThat(finishSaml("idp", first, request)).isInstanceOf(LoginReply.SignedIn.class);
    }

    @Test
    void saml_movedWhileSomebodyIsAtTheFirstProvider_finishesAtNeither() {
        enabled("idp", saml(first));
        URI request = begin("idp");
        admin.replace(ROOT, "acme", "idp", saml(second), ANY);
        Map<String, String> attempt = Map.copyOf(cookies);
        assertThat(reason(finishSaml("idp", first, request))).isEqualTo(LoginError.IN_RESPONSE_TO);
        cookies.putAll(attempt);
        assertThat(reason(finishSaml("idp", second, request))).isEqualTo(LoginError.IN_RESPONSE_TO);
        assertThat(finishSaml("idp", second, begin("idp"))).isInstanceOf(LoginReply.SignedIn.class);
    }

    @Test
    void type_changed_otherProtocolFromThenOn() {
        enabled("idp", saml(first));
        URI request = begin("idp");
        admin.replace(ROOT, "acme", "idp", oidc(first), ANY);
        assertThat(finishSaml("idp", first, request)).isInstanceOf(LoginReply.Refused.class);
        assertThat(finishOidc("idp", begin("idp"))).isInstanceOf(LoginReply.SignedIn.class);
    }

    private void enabled(String id, Map<String, ?> keys) {
        admin.create(ROOT, "acme", id, keys);
        admin.enable(ROOT, "acme", id, ANY);
    }

    private static Map<String, Object> oidc(FakeIdp idp) {
        return new HashMap<>(Map.of(
                "type", "oidc",
                "issuer", idp.oidc().issuer(),
                "client-id", "app",
                "client-secret", "s e:c%ret",
                "insecure-allow-http", true));
    }

    private static Map<String, Object> oauth2(FakeIdp idp) {
        return Map.of(
                "type",
                "oauth2",
                "authorization-endpoint",
                idp.oauth2().authorizationUri(),
                "token-endpoint",
                idp.oauth2().tokenUri(),
                "user-info-endpoints",
                List.of(idp.oauth2().userUri()),
                "user-attribute",
                "{tidp.id}",
                "client-id",
                "app",
                "client-secret",
                "s e:c%ret",
                "insecure-allow-http",
                true);
    }

    private static Map<String, Object> saml(FakeIdp idp) {
        return Map.of("type", "saml", "metadata", idp.saml().metadata(), "insecure-allow-http", true);
    }

    private URI begin(String id) {
        LoginReply reply = keep(kit.flow().start(id, request("GET", "", Map.of())));
        assertThat(reply).as(events::toString).isInstanceOf(LoginReply.Redirect.class);
        return ((LoginReply.Redirect) reply).location();
    }

    private LoginReply finishOidc(String id, URI at) {
        URI answer = SignIn.authenticate(at, "alice");
        return keep(kit.flow().finish(id, request("GET", answer.getRawQuery(), Map.of())));
    }

    private LoginReply finishSaml(String id, FakeIdp idp, URI request) {
        Map<String, List<String>> form = new HashMap<>();
        idp.saml()
                .respond(AuthnRequest.fromRedirect(request), idp.persona("alice"))
                .form()
                .forEach((field, value) -> form.put(field, List.of(value)));
        return keep(kit.flow().finish(id, request("POST", "", form)));
    }

    private LoginRequest request(String method, String rawQuery, Map<String, List<String>> form) {
        Map<String, List<String>> query = rawQuery.isEmpty() ? Map.of() : SignIn.parameters(rawQuery);
        return new LoginRequest(method, Optional.of(rawQuery), query, form, cookies, Optional.empty());
    }

    private LoginReply keep(LoginReply reply) {
        for (ReplyCookie cookie : reply.cookies()) {
            if (cookie.maxAge().isZero()) {
                cookies.remove(cookie.name());
            } else {
                cookies.put(cookie.name(), cookie.value());
            }
        }
        return reply;
    }

    private LoginError reason(LoginReply reply) {
        assertThat(reply).isInstanceOf(LoginReply.Refused.class);
        return events.stream()
                .filter(AuditEvent.SignInRefused.class::isInstance)
                .map(AuditEvent.SignInRefused.class::cast)
                .filter(event -> event.reference().equals(((LoginReply.Refused) reply).reference()))
                .findFirst()
                .orElseThrow()
                .error();
    }
}
