package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.filter;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Security matrix: what an app has declared to be nobody's to see or to write, reached through its parts (P-07, P-09). */
class ScimHiddenAttackTest {
    private static final String HR = "urn:example:hr:2.0:User";

    private final ScimLab lab = ScimLab.with(ScimExtension.ofUsers(HR)
            .attributes(
                    ScimAttribute.complex("pins", ScimAttribute.string("value"), ScimAttribute.string("label"))
                            .multiValued()
                            .neverReturned(),
                    ScimAttribute.complex("safe", ScimAttribute.string("code")).writeOnly(),
                    ScimAttribute.string("words").multiValued().writeOnly(),
                    ScimAttribute.complex(
                                    "badges",
                                    ScimAttribute.string("value"),
                                    ScimAttribute.string("type").canonicalValues("door", "desk"),
                                    ScimAttribute.string("level").readOnly(),
                                    ScimAttribute.string("serial").immutable(),
                                    ScimAttribute.dateTime("expires"))
                            .multiValued()));
    private String id = "";

    @BeforeEach
    void person() {
        id = lab.post(
                        "/Users",
                        json(
                                "{'userName':'a@x','" + HR
                                        + "':{'pins':[{'value':'1234','label':'car'}],'safe':{'code':'9876'},'words':['open']}}"))
                .created();
    }

    @Test
    @Tag("P-09")
    void partsOfWhatIsNeverReturned_filterSortAndPath_invalidFilter() {
        List<String> filters = List.of(
                "pins.value sw \"1\"",
                "pins[value sw \"1\"]",
                "pins[value pr]",
                "pins[not (value eq \"1\")]",
                "pins.label pr",
                "safe.code sw \"9\"",
                "words sw \"o\"",
                "words[value sw \"o\"]");
        List<String> accepted = new ArrayList<>();
        int tried = 0;
        for (String part : filters) {
            String notation = HR + ":" + part;
            List<Reply> replies = List.of(
                    lab.get("/Users?" + filter(notation)),
                    lab.get("/Users?" + filter("userName pr and not (" + notation + ")")),
                    lab.get("/?" + filter(notation)),
                    lab.post("/Users/.search", json("{'filter':'" + notation.replace("\"", "\\'") + "'}")));
            tried += replies.size();
            replies.stream()
                    .filter(reply -> reply.status() != 400 || !reply.scimType().equals("invalidFilter"))
                    .forEach(reply -> accepted.add(part));
        }
        for (String order : List.of("pins", "pins.value", "pins.label", "safe.code", "words")) {
            tried++;
            if (lab.get("/Users?sortBy=" + HR + ":" + order).status() != 400) {
                accepted.add(order);
            }
        }
        tried++;
        if (lab.patch("/Users/" + id, "{'op':'replace','path':'" + HR + ":pins[value sw \\'1\\'].label','value':'x'}")
                        .status()
                != 400) {
            accepted.add("PATCH");
        }
        System.out.printf("attacks: %d tried, %d accepted (P-09, parts)%n", tried, accepted.size());
        assertThat(accepted).isEmpty();
    }

    @Test
    @Tag("P-07")
    void filterOfAPath_describesWhatClientsMayNotWrite_refusedAndNothingStored() {
        List<String> attacks = List.of(
                "badges[level eq \\'root\\'].value",
                "badges[type eq \\'door\\' and level eq \\'root\\'].value",
                "badges[type eq \\'vault\\'].value");
        int accepted = 0;
        for (String attack : attacks) {
            for (String op : List.of("add", "replace")) {
                Reply reply =
                        lab.patch("/Users/" + id, "{'op':'" + op + "','path':'" + HR + ":" + attack + "','value':'b'}");
                accepted += reply.status() == 400 ? 0 : 1;
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (P-07, paths)%n", 2 * attacks.size(), accepted);
        assertThat(accepted).isZero();
        assertThat(lab.stores.users().find("acme", id).orElseThrow().toString()).doesNotContain("root", "vault");
    }

    @Test
    void filterOfAPath_describesATime_storedAsText() {
        String path = HR + ":badges[expires eq \\'2026-01-01T01:00:00+01:00\\'].value";
        Reply reply = lab.patch("/Users/" + id, "{'op':'add','path':'" + path + "','value':'b'}");
        assertThat(reply.status()).as(reply.response().text()).isEqualTo(200);
        assertThat(reply.at(HR + "/badges/0/expires")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(reply.at(HR + "/badges/0/value")).isEqualTo("b");
    }

    @Test
    void filterOfAPath_otherCase_leavesTheSpelling() {
        String path = "emails[type eq \\'WORK\\']";
        String person = lab.user("b@x");
        Reply reply = lab.patch("/Users/" + person, "{'op':'replace','path':'" + path + "','value':{'value':'new@x'}}");
        assertThat(reply.at("emails/0/type")).isEqualTo("work");
        assertThat(reply.at("emails/0/value")).isEqualTo("new@x");
    }

    @Test
    void elementsOfOneValueAndTwoTypes_otherChange_eachKeepsItsOwn() {
        String badges = "'badges':[{'value':'v','type':'door','serial':'1'},{'value':'v','type':'desk','serial':'2'}]";
        String person = lab.post("/Users", json("{'userName':'c@x','" + HR + "':{" + badges + "}}"))
                .created();
        Reply reply = lab.patch("/Users/" + person, "{'op':'replace','path':'title','value':'x'}");
        assertThat(reply.status()).as(reply.response().text()).isEqualTo(200);
        assertThat(reply.at(HR + "/badges/1/serial")).isEqualTo("2");
        assertThat(lab.send("PUT", "/Users/" + person, json("{'userName':'c@x','" + HR + "':{" + badges + "}}"))
                        .at(HR + "/badges/1/serial"))
                .isEqualTo("2");
        Reply third = lab.patch(
                "/Users/" + person, "{'op':'add','path':'" + HR + ":badges','value':[{'value':'v','serial':'3'}]}");
        assertThat(third.status()).as(third.response().text()).isEqualTo(400);
        assertThat(third.scimType()).isEqualTo("mutability");
    }
}
