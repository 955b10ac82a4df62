package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.ENTERPRISE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.audit.AttributeChange;
import io.ssokit.audit.AttributeChange.Kind;
import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditEvent.ScimChanged;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.error.StoreException;
import io.ssokit.provisioning.ScimEvent;
import io.ssokit.provisioning.ScimEventStore;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What provisioning tells of itself, and what it keeps to itself. */
class ScimEventsTest {
    private final GuardLab lab = new GuardLab(MemoryStores.create(ScimLab.CLOCK), ScimLab.CLOCK, ScimSettings.usual());

    static Stream<Stores> stores() {
        return Stream.of(MemoryStores.create(ScimLab.CLOCK), ScimLab.emptyH2());
    }

    @Test
    void userChanged_personalValues_areNotTold() {
        String id = lab.user("ada@acme.example");
        lab.patch(
                "/Users/" + id,
                "{'op':'replace','path':'name.givenName','value':'Private-1'}",
                "{'op':'add','path':'emails','value':[{'value':'private-2@x','type':'work'}]}",
                "{'op':'replace','path':'userType','value':'Contractor'}",
                "{'op':'replace','path':'" + ENTERPRISE + ":department','value':'Sales'}",
                "{'op':'replace','path':'" + ENTERPRISE + ":manager','value':{'value':'private-3'}}",
                "{'op':'replace','path':'active','value':false}");
        ScimChanged changed = last();
        assertThat(changed.name()).isEqualTo("scim.user.deactivated");
        assertThat(changed.changes())
                .contains(
                        AttributeChange.of("name.givenName", Kind.ADDED),
                        AttributeChange.of("emails", Kind.ADDED),
                        AttributeChange.of(ENTERPRISE + ":manager.value", Kind.ADDED),
                        new AttributeChange("active", Kind.REPLACED, Optional.of("true"), Optional.of("false")),
                        new AttributeChange("userType", Kind.ADDED, Optional.empty(), Optional.of("Contractor")),
                        new AttributeChange(
                                ENTERPRISE + ":department", Kind.ADDED, Optional.empty(), Optional.of("Sales")));
        assertThat(lab.events.toString()).doesNotContainIgnoringCase("private-");
        lab.patch("/Users/" + id, "{'op':'remove','path':'userType'}", "{'op':'replace','path':'active','value':true}");
        assertThat(last().name()).isEqualTo("scim.user.reactivated");
        assertThat(last().changes())
                .contains(new AttributeChange("userType", Kind.REMOVED, Optional.of("Contractor"), Optional.empty()));
    }

    @Test
    void password_inAnyRequest_isNeverMentioned() {
        lab.send("POST", "/Users", "{'schemas':['" + ScimLab.USER + "'],'userName':'ada@x','password':'Pass-word-1'}");
        assertThat(ScimDiff.ofUser(Map.of("password", "Pass-word-1"), Map.of("password", "Pass-word-2", "title", "x"))
                        .paths())
                .containsExactly("title");
        assertThat(lab.events.toString() + log()).doesNotContainIgnoringCase("pass");
    }

    @Test
    void members_changed_idsAndCountsBounded() {
        List<String> people = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            people.add(lab.user("p" + i));
        }
        String group = lab.group("Staff", people.toArray(String[]::new));
        AttributeChange joined = last().changes().get(1);
        assertThat(joined.path()).isEqualTo("members");
        assertThat(joined.after().orElseThrow()).startsWith("25: ").endsWith(", …");
        lab.patch("/Groups/" + group, "{'op':'remove','path':'members[value eq \\\"" + people.get(3) + "\\\"]'}");
        assertThat(last().changes())
                .containsExactly(new AttributeChange(
                        "members", Kind.REMOVED, Optional.of("1: " + people.get(3)), Optional.empty()));
        lab.patch("/Groups/" + group, "{'op':'replace','path':'displayName','value':'Team'}");
        assertThat(last().changes())
                .containsExactly(
                        new AttributeChange("displayName", Kind.REPLACED, Optional.of("Staff"), Optional.of("Team")));
    }

    @Test
    void diff_ofAnything_isBounded() {
        Map<String, Object> many = new LinkedHashMap<>();
        for (int i = 0; i < 500; i++) {
            many.put("a".repeat(400) + i, "x");
        }
        many.put("userType", "y".repeat(100_000));
        ScimDiff diff = ScimDiff.ofUser(Map.of("userType", "z"), many);
        assertThat(diff.changes()).hasSize(50);
        assertThat(diff.more()).isEqualTo(451);
        assertThat(diff.toString().length()).isLessThan(50_000);
    }

    @ParameterizedTest
    @MethodSource("stores")
    void recent_afterChangesAndRefusals_tellsThemNewestFirst(Stores stores) {
        GuardLab app = new GuardLab(stores, ScimLab.CLOCK, ScimSettings.usual());
        String id = app.user("ada@x");
        app.switchOff(id);
        app.send("POST", "/Users", "{'schemas':['" + ScimLab.USER + "'],'userName':'ADA@x'}");
        app.send("DELETE", "/Users/" + id, "");
        List<ScimEvent> recent = app.otherNode.provisioning().recent("acme", 10, OptionalLong.empty());
        assertThat(recent)
                .extracting(ScimEvent::name)
                .containsExactly(
                        "scim.user.deleted", "scim.request.failed", "scim.user.deactivated", "scim.user.created");
        assertThat(recent.get(1).detail()).startsWith("POST 409 uniqueness: ");
        assertThat(recent.get(2).changes())
                .containsExactly(
                        new AttributeChange("active", Kind.REPLACED, Optional.of("true"), Optional.of("false")));
        assertThat(recent.get(2).resource()).isEqualTo("/Users/" + id);
        assertThat(recent.get(2).label()).isEqualTo("ada@x");
        assertThat(app.node
                        .provisioning()
                        .recent("acme", 10, OptionalLong.of(recent.get(2).number())))
                .extracting(ScimEvent::name)
                .containsExactly("scim.user.created");
        assertThat(app.node.provisioning().recent("globex", 10, OptionalLong.empty()))
                .isEmpty();
        assertThatThrownBy(() -> app.node.provisioning().recent("acme", 501, OptionalLong.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refused_withoutValidToken_doesNotFillTheLog() {
        for (int i = 0; i < 20; i++) {
            lab.node.handle(ScimRequest.of("POST", "/Users").header("Authorization", "Bearer wrong"));
        }
        assertThat(lab.names()).containsOnly("scim.request.failed");
        assertThat(log()).isEmpty();
        assertThat(lab.node.provisioning().recent("-", 10, OptionalLong.empty()))
                .isEmpty();
    }

    @Test
    void log_doesNotAnswer_provisioningGoesOn() {
        Stores real = lab.stores;
        ScimEventStore down = (ScimEventStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ScimEventStore.class}, (proxy, method, args) -> {
                    throw new StoreException.Unavailable("down", Duration.ofSeconds(5), null);
                });
        ScimEndpoint endpoint = ScimEndpoint.builder(URI.create(ScimLab.BASE), real.users(), real.revocations())
                .directories(List.of(ScimDirectory.of("acme", Secret.of(GuardLab.TOKEN))))
                .audit(List.of(lab.events::add))
                .keeping((ScimStores) Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {ScimStores.class},
                        (proxy, method, args) ->
                                method.getName().equals("events") ? down : method.invoke(real.scim(), args)))
                .clock(ScimLab.CLOCK)
                .build();
        Reply reply =
                GuardLab.send(endpoint, "POST", "/Users", "{'schemas':['" + ScimLab.USER + "'],'userName':'ada@x'}");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(lab.names()).containsExactly("scim.user.created");
    }

    @ParameterizedTest
    @MethodSource("stores")
    void group_deletedByTheApp_isExplainedToWhoStillPushesIt(Stores stores) {
        GuardLab app = new GuardLab(stores, ScimLab.CLOCK, ScimSettings.usual());
        String person = app.user("ada@x");
        String id = app.group("Sales", person);
        assertThat(app.node.provisioning().deleteGroup("globex", id, "root")).isFalse();
        assertThat(app.node.provisioning().deleteGroup("acme", id, "root@app")).isTrue();
        assertThat(app.node.provisioning().deleteGroup("acme", id, "root@app")).isFalse();
        assertThat(app.stores.users().groupsOf("acme", person)).isEmpty();
        String member = "{'op':'add','path':'members','value':[{'value':'" + person + "'}]}";
        List<Reply> pushes = List.of(
                app.patch("/Groups/" + id, member),
                app.patch("/Groups/" + id, "{'op':'replace','path':'displayName','value':'x'}"),
                app.send("PUT", "/Groups/" + id, "{'schemas':['" + ScimLab.GROUP + "'],'displayName':'Sales'}"),
                app.send("GET", "/Groups/" + id, ""),
                app.send("DELETE", "/Groups/" + id, ""));
        assertThat(pushes).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.detail())
                    .contains("'Sales'", "deleted by the application on 2026-05-01T10:00:00Z", "stop pushing it");
        });
        String again = app.group("Sales");
        assertThat(again).isNotEqualTo(id);
        assertThat(app.patch("/Groups/" + again, member).status()).isEqualTo(204);
        assertThat(app.stores.users().groupsOf("acme", person)).hasSize(1);
        assertThat(app.names()).contains("scim.group.deleted-by-app");
        assertThat(app.node.provisioning().recent("acme", 50, OptionalLong.empty()))
                .extracting(ScimEvent::detail)
                .contains("by root@app");
        assertThat(app.send("DELETE", "/Groups/" + again, "").status()).isEqualTo(204);
        assertThat(app.send("GET", "/Groups/" + again, "").detail()).contains("deleted by a SCIM request");
        assertThat(app.send("GET", "/Groups/nobody", "").detail()).doesNotContain("deleted");
    }

    @Test
    @Tag("P-32")
    void texts_ofForeignHand_areInertInErrorsAndLog() {
        List<String> hostile = List.of(
                "<script>alert(1)</script>",
                "=cmd|' /C calc'!A0".replace("'", "\u2019"),
                "\u202Egnp.exe",
                "\u0007\u001B[31mred",
                "line\\nbreak\\r\\nX-Injected: yes",
                "${jndi:ldap://x}",
                "{{7*7}}",
                "%s%n%x",
                "../../etc/passwd",
                "a\u2028b\u2029c");
        int tried = 0;
        int accepted = 0;
        for (String text : hostile) {
            Reply created = lab.postGroup(text.replace("\u0007", "\\u0007").replace("\u001B", "\\u001b"));
            String id = created.created();
            lab.node.provisioning().deleteGroup("acme", id, "root");
            for (ScimResponse response : List.of(
                    created.response(),
                    lab.send("GET", "/Groups/" + id, "").response(),
                    lab.send("GET", "/Groups?filter=" + URLEncoder.encode(text, StandardCharsets.UTF_8), "")
                            .response(),
                    lab.patch(
                                    "/Groups/" + id,
                                    "{'op':'add','path':'"
                                            + text.replace("\u0007", "").replace("\u001B", "") + "','value':1}")
                            .response())) {
                tried++;
                boolean inert = response.header("Content-Type").orElse("").startsWith("application/")
                        && response.header("X-Content-Type-Options").orElse("").equals("nosniff")
                        && response.headers().values().stream().noneMatch(value -> value.matches("(?s).*[\\r\\n].*"))
                        && !response.text().matches("(?s).*(io\\.ssokit|java\\.|select |insert |\\tat ).*")
                        && response.text().chars().noneMatch(c -> c < 0x20);
                accepted += inert ? 0 : 1;
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (P-32)%n", tried, accepted);
        assertThat(accepted).isZero();
    }

    private ScimChanged last() {
        AuditEvent event = lab.events.get(lab.events.size() - 1);
        return (ScimChanged) event;
    }

    private List<ScimEvent> log() {
        return lab.node.provisioning().recent("acme", 100, OptionalLong.empty());
    }
}
