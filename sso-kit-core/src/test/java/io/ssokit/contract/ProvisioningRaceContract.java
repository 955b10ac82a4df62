package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.Secret;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.scim.ScimEndpoint;
import io.ssokit.scim.ScimRequest;
import io.ssokit.scim.ScimResponse;
import io.ssokit.store.Stores;
import io.ssokit.user.Group;
import io.ssokit.user.Member;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore.Origin;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must hold when many clients provision at once through two nodes that share one store. */
public abstract class ProvisioningRaceContract {
    private static final String TOKEN = "race-token-0123456789-0123456789-0123456789";
    private static final int CLIENTS = 100;

    private final String tenant = "t" + UUID.randomUUID();

    /** The stores as node 0 or 1 sees them: the same data, for a database each with a pool of its own. */
    protected abstract Stores node(int number);

    /** How many members each of 100 clients adds. */
    protected int adds() {
        return 100;
    }

    /** How often 100 clients create one user. */
    protected int rounds() {
        return 50;
    }

    @Test
    @Tag("P-17")
    void patchAdds_manyClientsOnTwoNodes_noneLost() throws Exception {
        int adds = adds();
        List<String> people = people(CLIENTS * adds);
        Group group = node(0).users().createGroup(Group.named(tenant, "all"), MembershipChange.NONE);
        List<Integer> refused = InParallel.call(CLIENTS, client -> () -> {
            ScimEndpoint node = endpoint(client % 2);
            int failures = 0;
            for (int i = 0; i < adds; i++) {
                ScimResponse answer = node.handle(
                        request("PATCH", "/Groups/" + group.id()).json(change("add", people.get(client * adds + i))));
                failures += answer.status() == 204 ? 0 : 1;
            }
            return failures;
        });
        Set<String> members = membersOf(group.id());
        int lost = people.size() - members.size();
        System.out.printf("attacks: %d tried, %d accepted (updates lost)%n", people.size(), lost);
        assertThat(refused).containsOnly(0);
        assertThat(members).isEqualTo(new TreeSet<>(people));
        assertThat(node(1).users().findGroup(tenant, group.id()).orElseThrow().version())
                .as("one version for each change")
                .isEqualTo(group.version() + people.size());
    }

    @Test
    @Tag("P-17")
    void patchesOfOneGroup_namesMembersAndDeletionsMixed_allApplied() throws Exception {
        List<String> people = people(40);
        Group group =
                node(0).users().createGroup(Group.named(tenant, "mixed"), MembershipChange.adding(Set.copyOf(people)));
        List<Integer> answers = InParallel.call(40, client -> () -> {
            ScimEndpoint node = endpoint(client % 2);
            String id = people.get(client);
            // Every fourth leaves, is deleted, or the group gets another name meanwhile; the rest stay.
            ScimRequest request = switch (client % 4) {
                case 0 -> request("PATCH", "/Groups/" + group.id()).json(change("remove", id));
                case 1 -> request("DELETE", "/Users/" + id);
                case 2 ->
                    request("PATCH", "/Groups/" + group.id())
                            .json(patch("{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"n" + client + "\"}"));
                default ->
                    request("PATCH", "/Users/" + id)
                            .json(patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"t\"}"));
            };
            return node.handle(request).status();
        });
        assertThat(answers).allMatch(status -> status == 200 || status == 204);
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < 40; i++) {
            if (i % 4 > 1) {
                expected.add(people.get(i));
            }
        }
        assertThat(membersOf(group.id())).isEqualTo(expected);
        assertThat(node(0).users().findGroup(tenant, group.id()).orElseThrow().displayName())
                .startsWith("n");
    }

    @Test
    @Tag("P-20")
    void posts_oneUserNameAtOnce_exactlyOneCreated() throws Exception {
        int rounds = rounds();
        int doubles = 0;
        for (int round = 0; round < rounds; round++) {
            String name = "Race" + round + "@acme.example";
            List<Integer> answers = InParallel.call(
                    CLIENTS,
                    client -> () -> endpoint(client % 2)
                            .handle(request("POST", "/Users")
                                    .json(
                                            "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\""
                                                    + (client % 3 == 0 ? name.toUpperCase(Locale.ROOT) : name) + "\"}"))
                            .status());
            assertThat(answers).containsOnly(201, 409);
            doubles += Collections.frequency(answers, 201) - 1;
            assertThat(node(0).users()
                            .query(tenant, UserQuery.equal("userName", name))
                            .total())
                    .isEqualTo(1);
        }
        System.out.printf("attacks: %d tried, %d accepted (second users of a name)%n", rounds * CLIENTS, doubles);
        assertThat(doubles).isZero();
    }

    private ScimEndpoint endpoint(int number) {
        Stores stores = node(number);
        return ScimEndpoint.builder(URI.create("https://app.example/scim/v2"), stores.users(), stores.revocations())
                .directories(List.of(ScimDirectory.of(tenant, Secret.of(TOKEN))))
                .build();
    }

    private List<String> people(int count) throws Exception {
        int threads = 8;
        List<String> ids = new ArrayList<>();
        InParallel.call(threads, thread -> () -> {
                    List<String> mine = new ArrayList<>();
                    for (int i = thread; i < count; i += threads) {
                        mine.add(node(thread % 2)
                                .users()
                                .create(User.named(tenant, "p" + i).build(), Origin.PROVISIONING)
                                .id());
                    }
                    return mine;
                })
                .forEach(ids::addAll);
        return ids;
    }

    private Set<String> membersOf(String groupId) {
        Set<String> ids = new TreeSet<>();
        Optional<String> after = Optional.empty();
        do {
            Page<Member> page = node(1).users().members(tenant, groupId, after, 5_000);
            page.items().forEach(member -> ids.add(member.userId()));
            after = page.next();
        } while (after.isPresent());
        return ids;
    }

    private static ScimRequest request(String method, String path) {
        return ScimRequest.of(method, path).header("Authorization", "Bearer " + TOKEN);
    }

    private static String change(String op, String userId) {
        return patch("{\"op\":\"" + op + "\",\"path\":\"members"
                + (op.equals("remove")
                        ? "[value eq \\\"" + userId + "\\\"]\"}"
                        : "\",\"value\":[{\"value\":\"" + userId + "\"}]}"));
    }

    private static String patch(String operation) {
        return "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[" + operation + "]}";
    }
}
