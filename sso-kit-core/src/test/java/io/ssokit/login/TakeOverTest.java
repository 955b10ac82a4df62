package io.ssokit.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.JitPolicy;
import io.ssokit.connection.Secret;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.scim.ScimEndpoint;
import io.ssokit.scim.ScimRequest;
import io.ssokit.scim.ScimResponse;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Provisioning writes somebody who was there before: who signs in as this person afterwards. */
class TakeOverTest {
    private final LoginLab lab = new LoginLab(
            LoginLab.saml("okta"),
            LoginLab.saml("other"),
            LoginLab.saml("manual").jit(JitPolicy.Mode.OFF));
    private final ScimEndpoint scim = ScimEndpoint.builder(
                    URI.create("https://app.example.com/scim/v2"), lab.stores.users(), lab.stores.revocations())
            .directories(List.of(
                    ScimDirectory.of("acme", Secret.of("acme-token")),
                    ScimDirectory.of("evil", Secret.of("evil-token"))))
            .accountLinks(lab.accounts)
            .audit(List.of(lab.events::add))
            .clock(lab.clock)
            .build();

    @Test
    @Tag("P-25")
    void personWhoCameBySigningIn_writtenByProvisioning_identitiesAndSessionsEndAndPinStays() {
        LoginReply.SignedIn early = LoginLab.signedIn(lab.signIn("okta", Map.of("subject", List.of("ann"))));
        String id = early.session().userId();
        lab.accounts.link(AccountLinks.identity("acme", "manual", "ann-by-hand"), id, "root");
        lab.stores.links().pin("acme", id, Pin.to("okta"));
        lab.clock.advance(Duration.ofSeconds(1));

        assertThat(patch("acme", id, "externalId", "'00u1'").status()).isEqualTo(200);

        assertThat(lab.accounts.of("acme", id)).extracting("connection").containsExactly("manual");
        assertThat(lab.accounts.pinOf("acme", id)).contains(Pin.to("okta"));
        assertThat(lab.stores.revocations().ended("acme", id).contains(early.session()))
                .isTrue();
        assertThat(lab.events).extracting(AuditEvent::name).contains("account.unlinked", "session.revoked");

        lab.clock.advance(Duration.ofSeconds(1));
        LoginReply.SignedIn again = LoginLab.signedIn(lab.signIn("okta", Map.of("subject", List.of("ann"))));
        assertThat(again.session().userId()).isEqualTo(id);
        assertThat(patch("acme", id, "displayName", "'Ann'").status()).isEqualTo(200);
        assertThat(lab.accounts.of("acme", id)).hasSize(2);
        assertThat(lab.stores.revocations().ended("acme", id).contains(again.session()))
                .isFalse();
    }

    @Test
    @Tag("P-25")
    void personSignsIn_whileProvisioningTakesThemOver_isSignedOutAndLinkedNoMore() {
        lab.signIn("okta", Map.of("subject", List.of("ann")));
        String id =
                lab.stores.users().findByUserName("acme", "ann").orElseThrow().id();
        List<LoginReply.SignedIn> between = new ArrayList<>();
        AtomicInteger writes = new AtomicInteger();
        UserStore slow = (UserStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {UserStore.class}, (proxy, method, args) -> {
                    writes.addAndGet(method.getName().equals("replace") ? 1 : 0);
                    if (method.getName().equals("replace") && between.isEmpty()) {
                        lab.clock.advance(Duration.ofSeconds(1));
                        between.add(LoginLab.signedIn(lab.signIn("okta", Map.of("subject", List.of("ann")))));
                        lab.clock.advance(Duration.ofSeconds(1));
                    }
                    try {
                        return method.invoke(lab.stores.users(), args);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
        ScimEndpoint node = ScimEndpoint.builder(
                        URI.create("https://app.example.com/scim/v2"), slow, lab.stores.revocations())
                .directories(List.of(ScimDirectory.of("acme", Secret.of("acme-token"))))
                .accountLinks(lab.accounts)
                .clock(lab.clock)
                .build();

        assertThat(send(node, "acme", "PUT", "/Users/" + id, user("ann", "ann@acme.example"))
                        .status())
                .isEqualTo(200);

        assertThat(writes.get())
                .as("the sign-in has changed nothing that provisioning would notice")
                .isEqualTo(1);
        assertThat(lab.accounts.of("acme", id)).isEmpty();
        assertThat(lab.stores
                        .revocations()
                        .ended("acme", id)
                        .contains(between.get(0).session()))
                .isTrue();
    }

    @Test
    void personWhomProvisioningMade_writtenAgain_identitiesStay() {
        assertThat(send("acme", "POST", "/Users", user("ann", "ann@acme.example"))
                        .status())
                .isEqualTo(201);
        lab.clock.advance(Duration.ofSeconds(1));
        LoginReply.SignedIn in = LoginLab.signedIn(lab.signIn("okta", Map.of("subject", List.of("ann"))));
        String id = in.session().userId();
        assertThat(send("acme", "PUT", "/Users/" + id, user("ann", "ann2@acme.example"))
                        .status())
                .isEqualTo(200);
        assertThat(lab.accounts.of("acme", id)).hasSize(1);
        assertThat(lab.stores.revocations().ended("acme", id).contains(in.session()))
                .isFalse();
        assertThat(lab.stores.users().find("acme", id).orElseThrow().attributes())
                .containsEntry(User.PROVISIONED, true);
        assertThat(lab.events.toString()).contains("scim").doesNotContain(User.PROVISIONED);
    }

    @Test
    @Tag("P-25")
    void addressesAndNamesOfAnotherTenant_writtenByProvisioning_signInNobodyThere() {
        User victim = lab.provision(User.named("acme", "victim@acme.example"));
        int tried = 0;
        int accepted = 0;
        for (String way : List.of("POST", "PUT", "PATCH")) {
            ScimResponse made = send("evil", "POST", "/Users", user(way + "@evil.example", "x@evil.example"));
            String id = lab.stores
                    .users()
                    .findByUserName("evil", way + "@evil.example")
                    .orElseThrow()
                    .id();
            assertThat(made.status()).isEqualTo(201);
            switch (way) {
                case "PUT" -> send("evil", "PUT", "/Users/" + id, user("victim@acme.example", "victim@acme.example"));
                case "PATCH" -> patch("evil", id, "emails", "[{'value':'victim@acme.example','primary':true}]");
                default -> send("evil", "POST", "/Users", user("VICTIM@acme.example", "victim@acme.example"));
            }
            for (String target : List.of("/Users/" + victim.id(), "/Users/" + victim.id() + "?attributes=emails")) {
                tried++;
                accepted += send("evil", "GET", target, "").status() == 404 ? 0 : 1;
                tried++;
                accepted += patch("evil", victim.id(), "active", "false").status() == 404 ? 0 : 1;
            }
        }
        LoginReply.SignedIn in =
                LoginLab.signedIn(lab.signIn("okta", Map.of("subject", List.of("victim@acme.example"))));
        tried++;
        accepted += in.session().userId().equals(victim.id()) ? 0 : 1;
        System.out.println("attacks: " + tried + " tried, " + accepted + " accepted (P-25 names of another tenant)");
        assertThat(accepted).isZero();
        assertThat(lab.stores.users().find("acme", victim.id()).orElseThrow().active())
                .isTrue();
    }

    private ScimResponse patch(String tenant, String id, String path, String value) {
        return send(
                tenant,
                "PATCH",
                "/Users/" + id,
                "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':[{'op':'replace','path':'"
                        + path + "','value':" + value + "}]}");
    }

    private static String user(String userName, String email) {
        return "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'userName':'" + userName
                + "','emails':[{'value':'" + email + "','primary':true}]}";
    }

    private ScimResponse send(String tenant, String method, String target, String json) {
        return send(scim, tenant, method, target, json);
    }

    private static ScimResponse send(ScimEndpoint to, String tenant, String method, String target, String json) {
        ScimRequest request = ScimRequest.of(method, target).header("Authorization", "Bearer " + tenant + "-token");
        return to.handle(json.isEmpty() ? request : request.json(json.replace('\'', '"')));
    }
}
