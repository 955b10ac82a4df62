package io.ssokit.directory;

import static io.ssokit.directory.DirectoryLab.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.ScimAction;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.directory.DirectoryStatus.Matter;
import io.ssokit.internal.Sealed;
import io.ssokit.scim.ScimEndpoint;
import io.ssokit.scim.ScimReceived;
import io.ssokit.scim.ScimRequest;
import io.ssokit.scim.ScimResponse;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who gets through to a directory, how often, and what an administrator is told of it. */
class DirectoryGateTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String GRANT = "grant_type=client_credentials";

    private final DirectoryLab lab = new DirectoryLab();
    private final ScimDirectoryAdmin admin = lab.here.admin();

    @Test
    @Tag("P-01")
    void runTimeToken_wrongOverOrInAnotherPlace_sameAnswer() {
        Secret good = lab.directory("acme", ScimSettings.usual());
        Secret revoked = lab.directory("globex", ScimSettings.usual());
        admin.revoke(
                ROOT,
                "globex",
                admin.find("globex").orElseThrow().credentials().get(0).id());
        Secret deleted = lab.directory("gone", ScimSettings.usual());
        admin.delete(ROOT, "gone", OptionalLong.empty());
        NewCredential client = admin.createClient(ROOT, "acme", "c", Optional.empty());
        String expired = accessToken(client);
        lab.clock.advance(Duration.ofHours(1));
        List<String> attacks = List.of(
                "",
                "Bearer",
                "Bearer ssokit_scim_",
                "Basic " + good.reveal(),
                "Bearer " + good.reveal().toLowerCase(Locale.ROOT),
                "Bearer " + good.reveal() + "A",
                "Bearer " + good.reveal().substring(12),
                "Bearer " + revoked.reveal(),
                "Bearer " + deleted.reveal(),
                "Bearer " + client.secret().reveal(),
                "Bearer " + client.credential().id(),
                "Bearer " + expired,
                "Bearer ssokit_access_" + "A".repeat(120),
                "Bearer ssokit_access_");
        Set<String> answers = new HashSet<>();
        int accepted = 0;
        for (String attack : attacks) {
            ScimRequest request = ScimRequest.of("GET", "/Users?access_token=" + good.reveal());
            ScimResponse answer = lab.here.endpoint().handle(request.header("Authorization", attack));
            answers.add(answer.status() + answer.headers().toString() + answer.text());
            accepted += answer.status() == 401 ? 0 : 1;
        }
        System.out.println("attacks: " + attacks.size() + " tried, " + accepted + " accepted (P-01 run-time tokens)");
        assertThat(accepted).isZero();
        assertThat(answers).hasSize(1);
        assertThat(lab.here.get(good)).isEqualTo(200);
    }

    @Test
    @Tag("P-28")
    void flood_ofOneToken_429WithWholeSecondsUntilTheRateAllows() {
        ScimSettings slow = ScimSettings.builder().rateLimit(30).build();
        Secret old = lab.directory("acme", slow);
        Secret next = lab.token("acme").secret();
        Secret other = lab.directory("globex", slow);
        int accepted = 0;
        ScimResponse last = lab.here.send(old, "GET", "/Users", "");
        for (int i = 1; i < 200; i++) {
            accepted += last.status() == 200 ? 1 : 0;
            last = lab.here.send(old, "GET", "/Users", "");
        }
        System.out.println("attacks: 200 tried, " + Math.max(0, accepted - 30) + " accepted (P-28 beyond the rate)");
        assertThat(accepted).isEqualTo(30);
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.headers()).containsEntry("Retry-After", "2");
        assertThat(last.text())
                .contains("urn:ietf:params:scim:api:messages:2.0:Error")
                .contains("\"429\"");
        assertThat(lab.here.get(next)).isEqualTo(200);
        assertThat(lab.here.get(other)).isEqualTo(200);
        lab.clock.advance(Duration.ofSeconds(2));
        assertThat(List.of(lab.here.get(old), lab.here.get(old))).containsExactly(200, 429);
        lab.clock.advance(Duration.ofDays(-1));
        assertThat(lab.here.get(other)).isEqualTo(200);
    }

    @Test
    @Tag("P-29")
    void flood_ofOneTenant_isStoppedBeforeAnythingIsReadAndToldOnce() {
        Secret flooding =
                lab.directory("acme", ScimSettings.builder().rateLimit(1).build());
        Secret quiet = lab.directory("globex", ScimSettings.usual());
        lab.here.get(flooding);
        int told = lab.events.size();
        int accepted = 0;
        for (int i = 0; i < 1_000; i++) {
            ScimRequest head = ScimRequest.of("POST", "/Users").header("Authorization", "Bearer " + flooding.reveal());
            accepted += lab.here.endpoint().receive(head).refusal().isPresent() ? 0 : 1;
        }
        System.out.println("attacks: 1000 tried, " + accepted + " accepted (P-29 flood of one tenant)");
        assertThat(accepted).isZero();
        assertThat(lab.events).hasSize(told + 1);
        assertThat(lab.here.get(quiet)).isEqualTo(200);
    }

    @Test
    void allow_switchedOff_403WithASentenceAndOthersGoOn() {
        Secret all = lab.directory("acme", ScimSettings.usual());
        lab.here.create(all, "ann");
        String id =
                lab.stores.users().findByUserName("acme", "ann").orElseThrow().id();
        allow(Set.of(ScimAction.CREATE));
        String off = "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':"
                + "[{'op':'replace','path':'active','value':false}]}";
        ScimResponse deactivated = lab.here.send(all, "PATCH", "/Users/" + id, off);
        assertThat(deactivated.status()).isEqualTo(403);
        assertThat(deactivated.text()).contains("does not allow to change or deactivate");
        assertThat(lab.here.send(all, "DELETE", "/Users/" + id, "").status()).isEqualTo(403);
        assertThat(lab.here.create(all, "bob")).isEqualTo(201);
        String bulk = "{'schemas':['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],'Operations':"
                + "[{'method':'DELETE','path':'/Users/" + id + "'}]}";
        assertThat(lab.here.send(all, "POST", "/Bulk", bulk).text()).contains("\"403\"");
        assertThat(lab.stores.users().find("acme", id).orElseThrow().active()).isTrue();
        allow(Set.of(ScimAction.UPDATE, ScimAction.DELETE));
        assertThat(lab.here.create(all, "eve")).isEqualTo(403);
        assertThat(lab.here.send(all, "PATCH", "/Users/" + id, off).status()).isEqualTo(200);
        assertThat(lab.here.send(all, "DELETE", "/Users/" + id, "").status()).isEqualTo(204);
        assertThat(lab.here.get(all)).isEqualTo(200);
    }

    private void allow(Set<ScimAction> actions) {
        admin.replace(ROOT, "acme", ScimSettings.builder().allow(actions).build(), OptionalLong.empty());
    }

    @Test
    void clientCredentials_rightSecret_tokenForAnyNodeUntilTheClientIsRevoked() {
        admin.create(ROOT, "acme", ScimSettings.usual());
        NewCredential client = admin.createClient(ROOT, "acme", "Entra", Optional.empty());
        ScimResponse answer = token(lab.here, basic(client), GRANT);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Pragma", "no-cache");
        assertThat(answer.text()).contains("\"token_type\":\"Bearer\"", "\"expires_in\":3600");
        Secret access = Secret.of(accessToken(client));
        assertThat(lab.there.get(access)).isEqualTo(200);
        assertThat(lab.here.send(access, "GET", "/ServiceProviderConfig", "").text())
                .contains("oauth2", "https://app.example/scim/v2/oauth/token");
        ScimResponse inForm = token(
                lab.here,
                Optional.empty(),
                GRANT + "&client_id=" + client.credential().id() + "&client_secret="
                        + client.secret().reveal());
        assertThat(inForm.status()).isEqualTo(200);
        admin.revoke(ROOT, "acme", client.credential().id());
        // Behind the ten seconds in which a node has nothing to tell.
        lab.clock.advance(Duration.ofSeconds(11));
        assertThat(lab.there.get(access)).isEqualTo(401);
        assertThat(token(lab.there, basic(client), GRANT).status()).isEqualTo(401);
        assertThat(admin.status("acme").has(Matter.REFUSED)).isTrue();
    }

    @Test
    void clientCredentials_anythingWrong_errorsOfRfc6749() {
        admin.create(ROOT, "acme", ScimSettings.usual());
        NewCredential client = admin.createClient(ROOT, "acme", "Entra", Optional.empty());
        Secret bearer = lab.token("acme").secret();
        String id = client.credential().id();
        String secret = client.secret().reveal();
        ScimResponse wrong = token(lab.here, Optional.of(basic(id, "wrong")), GRANT);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.headers()).containsEntry("WWW-Authenticate", "Basic realm=\"SCIM\"");
        assertThat(wrong.text()).contains("\"error\":\"invalid_client\"");
        assertThat(error(Optional.of(basic("other", secret)), GRANT)).isEqualTo("401 invalid_client");
        assertThat(error(Optional.of(basic(id, bearer.reveal())), GRANT)).isEqualTo("401 invalid_client");
        assertThat(error(Optional.of("Bearer " + secret), GRANT)).isEqualTo("401 invalid_client");
        assertThat(error(Optional.empty(), GRANT)).isEqualTo("401 invalid_client");
        assertThat(error(basic(client), "grant_type=password")).isEqualTo("400 unsupported_grant_type");
        assertThat(error(basic(client), "")).isEqualTo("400 unsupported_grant_type");
        assertThat(error(basic(client), GRANT + "&client_secret=" + secret)).isEqualTo("400 invalid_request");
        assertThat(error(basic(client), GRANT + "&" + GRANT)).isEqualTo("400 invalid_request");
        assertThat(error(basic(client), GRANT + "&x=" + "y".repeat(9_000))).isEqualTo("400 invalid_request");
        ScimRequest inUrl = ScimRequest.of("POST", "/oauth/token?client_id=" + id + "&client_secret=" + secret);
        assertThat(lab.here.endpoint().handle(inUrl).status()).isEqualTo(400);
        assertThat(lab.here
                        .endpoint()
                        .handle(ScimRequest.of("GET", "/oauth/token"))
                        .status())
                .isEqualTo(405);
        assertThat(lab.node(false)
                        .endpoint()
                        .handle(ScimRequest.of("POST", "/oauth/token"))
                        .status())
                .isEqualTo(401);
        assertThat(lab.events.toString()).doesNotContain(secret);
    }

    @Test
    @Tag("P-01")
    @Tag("P-28")
    void flood_ofWhatIsOver_isToldOnceAMinuteAndFillsNoLog() {
        Secret token = lab.directory("acme", ScimSettings.usual());
        NewCredential client = admin.createClient(ROOT, "acme", "Entra", Optional.empty());
        admin.find("acme")
                .orElseThrow()
                .credentials()
                .forEach(credential -> admin.revoke(ROOT, "acme", credential.id()));
        lab.events.clear();
        for (int i = 0; i < 300; i++) {
            assertThat(lab.here.get(token)).isEqualTo(401);
            assertThat(token(lab.here, basic(client), GRANT).status()).isEqualTo(401);
        }
        assertThat(lab.events).hasSize(1);
        lab.clock.advance(Duration.ofMinutes(1));
        assertThat(lab.here.get(token)).isEqualTo(401);
        assertThat(lab.events).hasSize(2);
        assertThat(admin.status("acme").has(Matter.REFUSED)).isTrue();
    }

    @Test
    @Tag("P-15")
    void bodies_ofStrangers_areHardlyRead() {
        Secret good = lab.directory("acme", ScimSettings.usual());
        ScimEndpoint endpoint = lab.here.endpoint();
        assertThat(endpoint.receive(ScimRequest.of("POST", "/oauth/token")).maxBytes())
                .isEqualTo(8_192);
        assertThat(endpoint.receive(ScimRequest.of("POST", "/Users")).maxBytes())
                .isZero();
        assertThat(endpoint.receive(ScimRequest.of("POST", "/Users").header("Authorization", "Bearer " + good.reveal()))
                        .maxBytes())
                .isEqualTo(ScimEndpoint.MAX_BODY_BYTES);
        ScimResponse late =
                endpoint.receive(ScimRequest.of("POST", "/oauth/token")).late();
        assertThat(late.status()).isEqualTo(408);
        assertThat(late.text()).contains("invalid_request");
    }

    @Test
    @Tag("P-29")
    void bodies_ofOneTenantThatHang_keepNoMoreThanTheirShareOfMemory() {
        Secret flooding = lab.directory("acme", ScimSettings.usual());
        Secret quiet = lab.directory("globex", ScimSettings.usual());
        List<ScimReceived> hanging = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            hanging.add(head(flooding));
            assertThat(hanging.get(i).keep(ScimEndpoint.MAX_BODY_BYTES)).isTrue();
        }
        ScimReceived more = head(flooding);
        assertThat(more.keep(1)).isFalse();
        assertThat(more.tooMany().status()).isEqualTo(429);
        assertThat(more.tooMany().headers()).containsEntry("Retry-After", "1");
        assertThat(head(quiet).keep(ScimEndpoint.MAX_BODY_BYTES)).isTrue();
        hanging.get(0).gone();
        hanging.get(0).gone();
        assertThat(hanging.get(1).late().status()).isEqualTo(408);
        assertThat(hanging.get(2).answer(new byte[0]).status()).isEqualTo(400);
        ScimReceived next = head(flooding);
        assertThat(next.keep(3 * ScimEndpoint.MAX_BODY_BYTES)).isTrue();
        assertThat(next.keep(1)).isFalse();
    }

    private ScimReceived head(Secret token) {
        return lab.here
                .endpoint()
                .receive(ScimRequest.of("POST", "/Users").header("Authorization", "Bearer " + token.reveal()));
    }

    @Test
    void clientCredentials_storeFailsInAnyWay_isAnswered() {
        DirectoryDocuments broken = (DirectoryDocuments) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DirectoryDocuments.class}, (proxy, method, args) -> {
                    throw new IllegalStateException("select secret from table");
                });
        ScimResponse answer =
                token(lab.node(true, Sealed.with(new byte[32]), broken), Optional.of(basic("a", "b")), GRANT);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("\"error\"").doesNotContain("select", "Exception");
    }

    @Test
    void clientCredentials_asksTooOften_429() {
        admin.create(ROOT, "acme", ScimSettings.usual());
        NewCredential client = admin.createClient(ROOT, "acme", "Entra", Optional.empty());
        for (int i = 0; i < 60; i++) {
            assertThat(token(lab.here, basic(client), GRANT).status()).isEqualTo(200);
        }
        ScimResponse tooMany = token(lab.here, basic(client), GRANT);
        assertThat(tooMany.status()).isEqualTo(429);
        assertThat(tooMany.headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void status_asItGoes_saysWhatIsTheMatter() {
        admin.create(ROOT, "acme", ScimSettings.usual());
        assertThat(matters()).containsExactly(Matter.NO_CREDENTIAL, Matter.NOTHING_RECEIVED);
        Secret token = lab.token("acme").secret();
        lab.here.create(token, "ann");
        assertThat(matters()).containsExactly(Matter.USERS_BUT_NO_GROUPS);
        assertThat(admin.status("acme").hints().get(0).sentence())
                .startsWith("users but no groups have been received: ");
        lab.clock.advance(Duration.ofSeconds(11));
        lab.here.send(
                token,
                "POST",
                "/Groups",
                "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:Group'],'displayName':'staff'}");
        assertThat(matters()).isEmpty();
        DirectoryStatus good = admin.status("acme");
        assertThat(good.activity().users()).isEqualTo(1);
        assertThat(good.activity().groups()).isEqualTo(1);
        assertThat(good.activity().success()).contains(lab.clock.instant());
        lab.clock.advance(Duration.ofMinutes(11));
        assertThat(lab.here.create(token, "ann")).isEqualTo(409);
        assertThat(matters()).containsExactly(Matter.FAILING);
        assertThat(admin.status("acme").activity().failure().orElseThrow().what())
                .startsWith("POST /Users 409: ");
        lab.here.get(token);
        lab.clock.advance(Duration.ofHours(25));
        assertThat(matters()).containsExactly(Matter.SILENT);
        admin.revoke(
                ROOT,
                "acme",
                admin.find("acme").orElseThrow().credentials().get(0).id());
        lab.here.get(token);
        assertThat(matters()).containsExactly(Matter.NO_CREDENTIAL, Matter.REFUSED);
        assertThat(admin.status("acme").toString()).doesNotContain(token.reveal());
        admin.createToken(ROOT, "acme", "short", Optional.of(lab.clock.instant().plusSeconds(60)));
        admin.pause(ROOT, "acme");
        assertThat(matters()).containsExactly(Matter.PAUSED, Matter.REFUSED, Matter.EXPIRES_SOON);
    }

    private List<Matter> matters() {
        return admin.status("acme").hints().stream()
                .map(DirectoryStatus.Hint::matter)
                .toList();
    }

    private String accessToken(NewCredential client) {
        Matcher token = Pattern.compile("\"access_token\":\"([^\"]+)\"")
                .matcher(token(lab.here, basic(client), GRANT).text());
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    private String error(Optional<String> authorization, String form) {
        ScimResponse answer = token(lab.here, authorization, form);
        Matcher error = Pattern.compile("\"error\":\"([^\"]+)\"").matcher(answer.text());
        return answer.status() + " " + (error.find() ? error.group(1) : answer.text());
    }

    private static ScimResponse token(DirectoryLab.Node node, Optional<String> authorization, String form) {
        ScimRequest request = ScimRequest.of("POST", "/oauth/token").header("Content-Type", FORM);
        ScimRequest head =
                authorization.map(line -> request.header("Authorization", line)).orElse(request);
        return node.endpoint().receive(head).answer(form.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> basic(NewCredential client) {
        return Optional.of(basic(client.credential().id(), client.secret().reveal()));
    }

    private static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }
}
