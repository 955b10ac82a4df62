package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random changes of members, each in one of the ways clients write it, against a set. */
@DisplayName("RFC 7644 §3.5.2: members are what a set of ids would be")
class MembersDifferentialTest {
    private static final int REQUESTS = 300;

    private final ScimLab lab = new ScimLab(stores());
    private final Random random = new Random(9865);

    /** Where this test keeps its users and groups. */
    Stores stores() {
        return MemoryStores.create(ScimLab.CLOCK);
    }

    @Test
    void patch_randomMembers_asASet() {
        List<String> people =
                IntStream.range(0, 8).mapToObj(i -> lab.user("u" + i)).toList();
        String group = lab.group("G");
        Set<String> model = new TreeSet<>();
        for (int request = 0; request < REQUESTS; request++) {
            List<String> operations = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                operations.add(operation(people, model));
            }
            Object before = lab.get("/Groups/" + group).at("meta/version");
            Set<String> had = new TreeSet<>(lab.membersOf(group));
            Reply reply = lab.patch("/Groups/" + group, operations.toArray(String[]::new));
            assertThat(reply.status()).as(operations + reply.response().text()).isEqualTo(204);
            assertThat(new TreeSet<>(lab.membersOf(group)))
                    .as(had + " " + operations)
                    .isEqualTo(model);
            if (!had.equals(model)) {
                assertThat(lab.get("/Groups/" + group).at("meta/version")).isNotEqualTo(before);
            }
        }
    }

    private String operation(List<String> people, Set<String> model) {
        List<String> some =
                people.stream().filter(id -> random.nextInt(3) == 0).collect(Collectors.toCollection(ArrayList::new));
        String list = some.stream().map(this::member).collect(Collectors.joining(",", "[", "]"));
        switch (random.nextInt(8)) {
            case 0:
                model.clear();
                return "{'op':'remove','path':'members'}";
            case 1:
                model.clear();
                model.addAll(some);
                return "{'op':'replace','path':'members','value':" + list + "}";
            case 2:
                model.clear();
                model.addAll(some);
                return "{'op':'replace','value':{'members':" + list + "}}";
            case 3:
                some.forEach(model::remove);
                return "{'op':'Remove','path':'members','value':" + list + "}";
            case 4:
                String one = people.get(random.nextInt(people.size()));
                model.remove(one);
                return "{'op':'remove','path':'members[value eq \\\"" + one + "\\\"]'}";
            case 5:
                String single = people.get(random.nextInt(people.size()));
                model.add(single);
                return "{'op':'add','path':'members','value':{'value':'" + single + "'}}";
            default:
                model.addAll(some);
                return "{'op':'Add','path':'" + ScimLab.GROUP + ":members','value':" + list + "}";
        }
    }

    private String member(String id) {
        return switch (random.nextInt(3)) {
            case 0 -> "{'value':'" + id + "'}";
            case 1 -> "{'$ref':null,'value':'" + id + "','display':'x'}";
            default -> "{'type':'User','value':'" + id + "','$ref':'../Users/" + id + "'}";
        };
    }
}
