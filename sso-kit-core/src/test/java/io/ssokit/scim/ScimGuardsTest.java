package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.ProvisioningEvent;
import io.ssokit.connection.ScimSettings;
import io.ssokit.contract.InParallel;
import io.ssokit.provisioning.LeaseStore;
import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.MovableClock;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What provisioning cannot take away from the app (P-27), and how many people may go at once. */
class ScimGuardsTest {
    private static final ScimSettings ADMINS = ScimSettings.builder()
            .adminGroups(Set.of("Admins"))
            .breakerPercent(100)
            .build();
    private static final String ROLE = "urn:example:role:PlatformAdmin";

    static Stream<Stores> stores() {
        return Stream.of(MemoryStores.create(ScimLab.CLOCK), ScimLab.emptyH2());
    }

    @Test
    @Tag("P-27")
    void protectedGroup_everyWayToMakeOrChangeIt_403() {
        ScimSettings settings = ScimSettings.builder()
                .protectedGroups(Set.of("admin", "Administrators", ROLE))
                .build();
        GuardLab lab = new GuardLab(MemoryStores.create(ScimLab.CLOCK), ScimLab.CLOCK, settings);
        String person = lab.user("eve@x");
        String own = lab.stores
                .users()
                .createGroup(Group.named("acme", "Administrators"), MembershipChange.NONE)
                .id();
        String harmless = lab.group("Staff", person);
        String member = "{'value':'" + person + "'}";
        List<Reply> attacks = new ArrayList<>();
        for (String name : List.of("admin", "ADMIN", "Admin", "administrators", ROLE, ROLE.toLowerCase(Locale.ROOT))) {
            attacks.add(lab.postGroup(name, person));
            attacks.add(
                    lab.patch("/Groups/" + harmless, "{'op':'replace','path':'displayName','value':'" + name + "'}"));
            attacks.add(lab.patch("/Groups/" + harmless, "{'op':'replace','value':{'displayName':'" + name + "'}}"));
            attacks.add(lab.send(
                    "PUT",
                    "/Groups/" + harmless,
                    "{'schemas':['" + ScimLab.GROUP + "'],'displayName':'" + name + "'}"));
        }
        attacks.add(lab.patch("/Groups/" + own, "{'op':'add','path':'members','value':[" + member + "]}"));
        attacks.add(lab.patch("/Groups/" + own, "{'op':'replace','path':'displayName','value':'Mine'}"));
        attacks.add(lab.send(
                "PUT",
                "/Groups/" + own,
                "{'schemas':['" + ScimLab.GROUP + "'],'displayName':'Administrators','members':[" + member + "]}"));
        attacks.add(lab.send("DELETE", "/Groups/" + own, ""));
        attacks.add(lab.send(
                "POST",
                "/Bulk",
                "{'schemas':['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],'failOnErrors':1,'Operations':["
                        + "{'method':'POST','path':'/Groups','bulkId':'a','data':{'schemas':['" + ScimLab.GROUP
                        + "'],'displayName':'admin'}}]}"));
        long accepted = attacks.stream()
                .filter(reply -> reply.status() != 403
                        && !String.valueOf(reply.at("Operations/0/status")).equals("403"))
                .count();
        System.out.printf("attacks: %d tried, %d accepted (P-27)%n", attacks.size(), accepted);
        assertThat(accepted).isZero();
        assertThat(attacks.get(0).detail()).contains("'admin'").contains("belongs to the application");
        assertThat(lab.stores.users().groupsOf("acme", person))
                .extracting(group -> group.displayName())
                .containsExactly("Staff");
    }

    @Test
    @Tag("P-27")
    void protectedGroup_letterThatOnlyLooksAlike_isAnotherGroup() {
        ScimSettings settings =
                ScimSettings.builder().protectedGroups(Set.of("admin", "kings")).build();
        GuardLab lab = new GuardLab(MemoryStores.create(ScimLab.CLOCK), ScimLab.CLOCK, settings);
        // Cyrillic a, dotless i, Kelvin sign: an app that compares names sees other names too.
        for (String name : List.of("\u0430dmin", "adm\u0131n", "\u212Aings", "admin ")) {
            assertThat(lab.postGroup(name).status()).as(name).isEqualTo(201);
        }
    }

    @Test
    @Tag("P-27")
    void protectedUser_everyWayToMakeOrChangeThem_403() {
        ScimSettings settings = ScimSettings.builder()
                .protectedUsers(Set.of("Root@acme.example"))
                .build();
        GuardLab lab = new GuardLab(MemoryStores.create(ScimLab.CLOCK), ScimLab.CLOCK, settings);
        User root = lab.stores
                .users()
                .create(User.named("acme", "root@acme.example").build(), UserStore.Origin.PROVISIONING);
        String eve = lab.user("eve@x");
        String group = lab.group("Staff", eve);
        Group operators = lab.stores
                .users()
                .createGroup(Group.named("acme", "Operators"), MembershipChange.adding(Set.of(root.id())));
        List<Reply> attacks = List.of(
                lab.send("DELETE", "/Groups/" + operators.id(), ""),
                lab.switchOff(root.id()),
                lab.patch("/Users/" + root.id(), "{'op':'replace','path':'active','value':'False'}"),
                lab.patch(
                        "/Users/" + root.id(),
                        "{'op':'replace','path':'emails','value':[{'value':'eve@evil.example'}]}"),
                lab.send(
                        "PUT",
                        "/Users/" + root.id(),
                        "{'schemas':['" + ScimLab.USER + "'],'userName':'root2@acme.example'}"),
                lab.send("DELETE", "/Users/" + root.id(), ""),
                lab.patch("/Users/" + eve, "{'op':'replace','path':'userName','value':'ROOT@acme.example'}"),
                lab.send("POST", "/Users", "{'schemas':['" + ScimLab.USER + "'],'userName':'ROOT@ACME.EXAMPLE'}"),
                lab.postGroup("More", root.id()),
                lab.patch("/Groups/" + group, "{'op':'add','path':'members','value':[{'value':'" + root.id() + "'}]}"),
                lab.patch(
                        "/Groups/" + group,
                        "{'op':'replace','path':'members','value':[{'value':'" + root.id() + "'}]}"));
        long accepted = attacks.stream().filter(reply -> reply.status() != 403).count();
        System.out.printf("attacks: %d tried, %d accepted (P-27)%n", attacks.size(), accepted);
        assertThat(accepted).isZero();
        assertThat(lab.stores.users().find("acme", root.id())).contains(root);
        assertThat(lab.stores.users().groupsOf("acme", root.id())).hasSize(1);
        assertThat(lab.patch("/Groups/" + group, "{'op':'remove','path':'members[value eq \\\"" + eve + "\\\"]'}")
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @MethodSource("stores")
    @Tag("P-27")
    void lastAdmin_everyWayToTakeThemAway_403(Stores stores) {
        GuardLab lab = new GuardLab(stores, ScimLab.CLOCK, ADMINS);
        String ada = lab.user("ada@x");
        String bob = lab.user("bob@x");
        String group = lab.group("ADMINS", ada, bob);
        assertThat(lab.switchOff(bob).status()).isEqualTo(200);
        List<Reply> attacks = List.of(
                lab.switchOff(ada),
                lab.patch("/Users/" + ada, "{'op':'Replace','path':'active','value':'False'}"),
                lab.send(
                        "PUT",
                        "/Users/" + ada,
                        "{'schemas':['" + ScimLab.USER + "'],'userName':'ada@x','active':false}"),
                lab.send("DELETE", "/Users/" + ada, ""),
                lab.patch("/Groups/" + group, "{'op':'remove','path':'members[value eq \\\"" + ada + "\\\"]'}"),
                lab.patch("/Groups/" + group, "{'op':'remove','path':'members','value':[{'value':'" + ada + "'}]}"),
                lab.patch("/Groups/" + group, "{'op':'remove','path':'members'}"),
                lab.patch("/Groups/" + group, "{'op':'replace','path':'members','value':[]}"),
                lab.patch("/Groups/" + group, "{'op':'replace','path':'members','value':[{'value':'" + bob + "'}]}"),
                lab.send(
                        "PUT",
                        "/Groups/" + group,
                        "{'schemas':['" + ScimLab.GROUP + "'],'displayName':'Admins','members':[]}"),
                lab.patch("/Groups/" + group, "{'op':'replace','path':'displayName','value':'Former'}"),
                lab.send("DELETE", "/Groups/" + group, ""));
        long accepted = attacks.stream().filter(reply -> reply.status() != 403).count();
        System.out.printf("attacks: %d tried, %d accepted (P-27)%n", attacks.size(), accepted);
        assertThat(accepted).isZero();
        assertThat(lab.stores.users().find("acme", ada).orElseThrow().active()).isTrue();
        assertThat(lab.stores.revocations().revokedAt("acme", ada)).isEmpty();
        String eve = lab.user("eve@x");
        assertThat(lab.patch("/Groups/" + group, "{'op':'replace','path':'members','value':[{'value':'" + eve + "'}]}")
                        .status())
                .isEqualTo(204);
        assertThat(lab.switchOff(ada).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("stores")
    @Tag("P-27")
    void lastAdmin_allSwitchedOffAtOnceOnTwoNodes_oneIsLeft(Stores stores) throws Exception {
        GuardLab lab = new GuardLab(stores, Clock.systemUTC(), ADMINS);
        for (int round = 0; round < 5; round++) {
            List<String> admins = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                admins.add(lab.user("admin" + round + "." + i));
            }
            String group = lab.group("Admins", admins.toArray(String[]::new));
            List<Integer> answers = InParallel.call(
                    6,
                    i -> () -> i == 0
                            ? lab.patch(
                                            "/Groups/" + group,
                                            "{'op':'remove','path':'members[value eq \\\"" + admins.get(i) + "\\\"]'}")
                                    .status()
                            : GuardLab.switchOff(i % 2 == 0 ? lab.node : lab.otherNode, admins.get(i))
                                    .status());
            assertThat(answers).containsOnlyOnce(403).hasSize(6);
            long left = lab.stores.users().members("acme", group, Optional.empty(), 10).items().stream()
                    .filter(member -> lab.stores
                            .users()
                            .find("acme", member.userId())
                            .orElseThrow()
                            .active())
                    .count();
            assertThat(left).isEqualTo(1);
            lab.stores.users().deleteGroup("acme", group, OptionalLong.empty());
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    @Tag("P-27")
    void lastAdmin_whoBecomesItWhileTheyAreSwitchedOff_stays(Stores stores) throws Exception {
        GuardLab lab = new GuardLab(stores, ScimLab.CLOCK, ADMINS);
        String ada = lab.user("ada@x");
        String eve = lab.user("eve@x");
        String group = lab.group("Admins", ada);
        LeaseStore turns = stores.scim().leases();
        assertThat(turns.take(
                        "scim.guard:acme",
                        "another node",
                        ScimLab.CLOCK.instant().plusSeconds(30)))
                .isTrue();

        FutureTask<Integer> leaving = new FutureTask<>(() -> lab.switchOff(eve).status());
        Thread client = new Thread(leaving);
        client.start();
        while (client.isAlive() && !isAt(client, Turns.class)) {
            Thread.onSpinWait();
        }
        // The other node, whose turn it is, lets ada go because of eve.
        stores.users().changeMembers("acme", group, MembershipChange.adding(Set.of(eve)), OptionalLong.empty());
        stores.users().changeMembers("acme", group, MembershipChange.removing(Set.of(ada)), OptionalLong.empty());
        turns.release("scim.guard:acme", "another node");

        assertThat(leaving.get()).isEqualTo(403);
        assertThat(stores.users().find("acme", eve).orElseThrow().active()).isTrue();
    }

    private static boolean isAt(Thread thread, Class<?> place) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(place.getName()));
    }

    @ParameterizedTest
    @MethodSource("stores")
    void breaker_morePeopleThanAllowed_stoppedOnAllNodesUntilResumed(Stores stores) {
        ScimSettings settings = ScimSettings.builder()
                .breakerPercent(50)
                .breakerWindow(Duration.ofMinutes(10))
                .build();
        GuardLab lab = new GuardLab(stores, ScimLab.CLOCK, settings);
        List<String> people =
                IntStream.range(0, 30).mapToObj(i -> lab.user("p" + i)).toList();
        for (int i = 0; i < 15; i++) {
            ScimEndpoint node = i % 2 == 0 ? lab.node : lab.otherNode;
            int status = i % 3 == 0
                    ? GuardLab.send(node, "DELETE", "/Users/" + people.get(i), "")
                            .status()
                    : GuardLab.switchOff(node, people.get(i)).status();
            assertThat(status).as("person " + i).isIn(200, 204);
        }
        Reply sixteenth = lab.switchOff(people.get(15));
        assertThat(sixteenth.status()).isEqualTo(503);
        assertThat(sixteenth.response().header("Retry-After")).contains("300");
        assertThat(sixteenth.detail()).contains("too many people").contains("resume");
        assertThat(GuardLab.send(lab.otherNode, "DELETE", "/Users/" + people.get(16), "")
                        .status())
                .isEqualTo(503);
        ScimEndpoint restarted = lab.node(ScimLab.CLOCK, settings);
        assertThat(GuardLab.switchOff(restarted, people.get(17)).status()).isEqualTo(503);
        assertThat(lab.events.stream().filter(ProvisioningEvent.BreakerTripped.class::isInstance))
                .containsExactly(new ProvisioningEvent.BreakerTripped(ScimLab.CLOCK.instant(), "acme", 15, 30, 50));
        assertThat(lab.stores.users().find("acme", people.get(15)).orElseThrow().active())
                .isTrue();
        assertThat(lab.stores.revocations().revokedAt("acme", people.get(15))).isEmpty();
        // Everything else goes on.
        assertThat(lab.patch("/Users/" + people.get(15), "{'op':'add','path':'title','value':'x'}")
                        .status())
                .isEqualTo(200);
        assertThat(lab.send("DELETE", "/Users/" + people.get(1), "").status()).isEqualTo(204);
        lab.user("new@x");

        assertThat(lab.node.provisioning().stopped("acme")).isPresent();
        assertThat(lab.node.provisioning().resume("acme", "root")).isTrue();
        assertThat(lab.node.provisioning().resume("acme", "root")).isFalse();
        assertThat(lab.names()).contains("scim.breaker.resumed");
        assertThat(lab.switchOff(people.get(15)).status()).isEqualTo(200);
    }

    @Test
    void breaker_slowly_nobodyIsStopped() {
        Stores stores = MemoryStores.create(ScimLab.CLOCK);
        Instant start = ScimLab.CLOCK.instant();
        MovableClock clock = MovableClock.at(start);
        GuardLab lab = new GuardLab(stores, clock, ScimSettings.usual());
        List<String> people =
                IntStream.range(0, 40).mapToObj(i -> lab.user("p" + i)).toList();
        for (int i = 0; i < 40; i++) {
            clock.advance(Duration.ofMinutes(2));
            assertThat(lab.switchOff(people.get(i)).status()).isEqualTo(200);
        }
    }

    @Test
    void breaker_fewPeopleOrSwitchedOff_neverStops() {
        GuardLab small = new GuardLab(MemoryStores.create(ScimLab.CLOCK), ScimLab.CLOCK, ScimSettings.usual());
        for (String id :
                IntStream.range(0, 10).mapToObj(i -> small.user("p" + i)).toList()) {
            assertThat(small.switchOff(id).status()).isEqualTo(200);
        }
        GuardLab off = new GuardLab(
                MemoryStores.create(ScimLab.CLOCK),
                ScimLab.CLOCK,
                ScimSettings.builder().breakerPercent(100).build());
        for (String id : IntStream.range(0, 25).mapToObj(i -> off.user("p" + i)).toList()) {
            assertThat(off.switchOff(id).status()).isEqualTo(200);
        }
    }
}
