package io.ssokit.it.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.identityconnectors.framework.common.exceptions.ConnectorException;
import org.identityconnectors.framework.common.objects.Attribute;
import org.identityconnectors.framework.common.objects.AttributeBuilder;
import org.identityconnectors.framework.common.objects.AttributeDelta;
import org.identityconnectors.framework.common.objects.AttributeDeltaBuilder;
import org.identityconnectors.framework.common.objects.Name;
import org.identityconnectors.framework.common.objects.ObjectClass;
import org.identityconnectors.framework.common.objects.Uid;
import org.identityconnectors.framework.common.objects.filter.Filter;
import org.identityconnectors.framework.common.objects.filter.FilterBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The connector of Apache Syncope and midPoint provisions people and groups into {@code /scim/v2}. */
class ConnIdProvisioningIT {

    private static final String TOKEN = "a-token-of-the-tests-0123456789abcdef";
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private static SampleApp app;
    private static ScimReader scim;
    private static ConnIdClient putting;
    private static ConnIdClient patching;

    @BeforeAll
    static void start() {
        URI base = Peer.loopback(Peer.freePort());
        app = SampleApp.start(base, """
                connections: {}
                scim:
                  directories:
                    acme: { token: "%s" }
                """.formatted(TOKEN));
        URI endpoint = base.resolve("/scim/v2");
        scim = new ScimReader(endpoint, TOKEN);
        putting = new ConnIdClient(endpoint, TOKEN, "PUT");
        patching = new ConnIdClient(endpoint, TOKEN, "PATCH");
    }

    @AfterAll
    static void stop() {
        Closing.all(putting, patching, app);
    }

    @Test
    void connection_tested_answers() {
        putting.test();
    }

    @Test
    void person_createdWithAnotherToken_refused() {
        try (ConnIdClient stranger = new ConnIdClient(scim.endpoint(), "another-token-0123456789abcdef00", "PUT")) {
            // Which exception it is, is the connector's affair.
            assertThatThrownBy(() -> stranger.create(
                            ObjectClass.ACCOUNT, person("stranger@example.com", true, "Connie", "Stranger")))
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(scim.list("/Users", "userName eq \"stranger@example.com\"")).isEmpty();
    }

    @Test
    void person_created_isReadBackWhole() {
        Uid id = putting.create(ObjectClass.ACCOUNT, person("created@example.com", true, "Connie", "D'Ünd"));

        JsonNode user = scim.get("/Users/" + id.getUidValue());
        assertThat(user.path("userName").asText()).isEqualTo("created@example.com");
        assertThat(user.path("name").path("givenName").asText()).isEqualTo("Connie");
        assertThat(user.path("name").path("familyName").asText()).isEqualTo("D'Ünd");
        assertThat(user.path("externalId").asText()).isEqualTo("ext-created@example.com");
        assertThat(user.path("emails").path(0).path("value").asText()).isEqualTo("created@example.com");
        assertThat(user.path("active").asBoolean()).isTrue();
        assertThat(user.path(ENTERPRISE).path("costCenter").asText()).isEqualTo("CC-1001");
        assertThat(user.path(ENTERPRISE).path("department").asText()).isEqualTo("R&D <\"Ünïted\">");
    }

    @Test
    void person_createdTwice_secondRefused() {
        putting.create(ObjectClass.ACCOUNT, person("twice@example.com", true, "Connie", "First"));

        assertThatThrownBy(() ->
                        putting.create(ObjectClass.ACCOUNT, person("twice@example.com", true, "Connie", "Second")))
                .isInstanceOf(ConnectorException.class);
        JsonNode found = scim.list("/Users", "userName eq \"twice@example.com\"");
        assertThat(found).hasSize(1);
        assertThat(found.path(0).path("name").path("familyName").asText()).isEqualTo("First");
    }

    @Test
    void person_searchedByUserName_foundOnce() {
        Uid id = putting.create(ObjectClass.ACCOUNT, person("sought@example.com", true, "Connie", "Sought"));

        assertThat(putting.find(
                        ObjectClass.ACCOUNT,
                        FilterBuilder.equalTo(AttributeBuilder.build("userName", "sought@example.com"))))
                .singleElement()
                .satisfies(found -> assertThat(found.getUid().getUidValue()).isEqualTo(id.getUidValue()));
    }

    @Test
    void person_replacedWithPut_isChanged() {
        Uid id = putting.create(ObjectClass.ACCOUNT, person("put@example.com", true, "Connie", "Before"));

        putting.replace(ObjectClass.ACCOUNT, id, person("put@example.com", false, "Connie", "After"));

        JsonNode user = scim.get("/Users/" + id.getUidValue());
        assertThat(user.path("name").path("familyName").asText()).isEqualTo("After");
        assertThat(user.path("active").asBoolean(true)).isFalse();
    }

    @Test
    void person_changedWithPatch_keepsTheRest() {
        Uid id = patching.create(ObjectClass.ACCOUNT, person("patch@example.com", true, "Connie", "Before"));

        patching.change(ObjectClass.ACCOUNT, id, AttributeDeltaBuilder.build("name.familyName", "After"));
        patching.change(ObjectClass.ACCOUNT, id, AttributeDeltaBuilder.build("displayName", "By delta"));
        patching.change(ObjectClass.ACCOUNT, id, AttributeDeltaBuilder.build("emails.work.value", "new@example.com"));

        JsonNode user = scim.get("/Users/" + id.getUidValue());
        assertThat(user.path("name").path("familyName").asText()).isEqualTo("After");
        assertThat(user.path("name").path("givenName").asText()).isEqualTo("Connie");
        assertThat(user.path("displayName").asText()).isEqualTo("By delta");
        assertThat(user.path("emails"))
                .singleElement()
                .satisfies(email -> assertThat(email.path("value").asText()).isEqualTo("new@example.com"));
    }

    @Test
    void person_deactivatedWithPatch_isInactiveUntilReactivated() {
        Uid id = patching.create(ObjectClass.ACCOUNT, person("leaver@example.com", true, "Connie", "Leaver"));

        patching.change(ObjectClass.ACCOUNT, id, AttributeDeltaBuilder.build("active", false));
        assertThat(scim.get("/Users/" + id.getUidValue()).path("active").asBoolean(true))
                .isFalse();

        patching.change(ObjectClass.ACCOUNT, id, AttributeDeltaBuilder.build("active", true));
        assertThat(scim.get("/Users/" + id.getUidValue()).path("active").asBoolean())
                .isTrue();
    }

    @Test
    void person_replacedInPatchMode_wholeUserIsTheValue() {
        Uid id = patching.create(ObjectClass.ACCOUNT, person("whole@example.com", true, "Connie", "Before"));

        patching.replace(ObjectClass.ACCOUNT, id, person("whole@example.com", false, "Connie", "After"));

        JsonNode user = scim.get("/Users/" + id.getUidValue());
        assertThat(user.path("id").asText()).isEqualTo(id.getUidValue());
        assertThat(user.path("name").path("familyName").asText()).isEqualTo("After");
        assertThat(user.path("active").asBoolean(true)).isFalse();
        assertThat(user.path("emails")).hasSize(1);
        assertThat(user.path(ENTERPRISE).path("costCenter").asText()).isEqualTo("CC-1001");
    }

    @Test
    void person_searchedByEachFilter_foundOnce() {
        Uid id = putting.create(ObjectClass.ACCOUNT, person("filtered@example.com", true, "Connie", "Filtered"));
        Attribute name = AttributeBuilder.build("userName", "filtered@example.com");
        Attribute start = AttributeBuilder.build("userName", "filtered@");
        Attribute display = AttributeBuilder.build("displayName", "Connie Filtered");
        List<Filter> filters = List.of(
                FilterBuilder.startsWith(start),
                FilterBuilder.contains(AttributeBuilder.build("userName", "ltered@exam")),
                FilterBuilder.equalTo(display),
                FilterBuilder.and(FilterBuilder.equalTo(name), FilterBuilder.equalTo(display)),
                FilterBuilder.or(
                        FilterBuilder.equalTo(name),
                        FilterBuilder.equalTo(AttributeBuilder.build("userName", "nobody@example.com"))));

        for (Filter filter : filters) {
            assertThat(putting.find(ObjectClass.ACCOUNT, filter))
                    .as(filter.toString())
                    .extracting(found -> found.getUid().getUidValue())
                    .containsExactly(id.getUidValue());
        }
    }

    @Test
    void person_deleted_isGone() {
        Uid id = putting.create(ObjectClass.ACCOUNT, person("deleted@example.com", true, "Connie", "Deleted"));

        putting.delete(ObjectClass.ACCOUNT, id);

        assertThat(scim.status("/Users/" + id.getUidValue())).isEqualTo(404);
        assertThat(scim.list("/Users", "userName eq \"deleted@example.com\"")).isEmpty();
    }

    @Test
    void group_membersAddedAndRemoved_followEachChange() {
        Uid person = patching.create(ObjectClass.ACCOUNT, person("member@example.com", true, "Connie", "Member"));
        Uid group = patching.create(ObjectClass.GROUP, group("team"));

        patching.change(ObjectClass.GROUP, group, members(List.of(person.getUidValue()), List.of()));
        assertThat(memberIds(group)).containsExactly(person.getUidValue());
        assertThat(scim.get("/Users/" + person.getUidValue()).path("groups").findValuesAsText("value"))
                .containsExactly(group.getUidValue());

        patching.change(ObjectClass.GROUP, group, members(List.of(), List.of(person.getUidValue())));
        assertThat(memberIds(group)).isEmpty();
    }

    @Test
    void group_oneOfTwoMembersRemoved_otherStaysThroughARename() {
        Uid first = patching.create(ObjectClass.ACCOUNT, person("first@example.com", true, "Connie", "First"));
        Uid second = patching.create(ObjectClass.ACCOUNT, person("second@example.com", true, "Connie", "Second"));
        Uid group = patching.create(ObjectClass.GROUP, group("pair"));
        patching.change(
                ObjectClass.GROUP, group, members(List.of(first.getUidValue(), second.getUidValue()), List.of()));
        assertThat(memberIds(group)).containsExactlyInAnyOrder(first.getUidValue(), second.getUidValue());

        patching.change(ObjectClass.GROUP, group, members(List.of(), List.of(first.getUidValue())));
        patching.change(ObjectClass.GROUP, group, AttributeDeltaBuilder.build("displayName", "single"));

        assertThat(memberIds(group)).containsExactly(second.getUidValue());
        assertThat(patching.find(
                        ObjectClass.GROUP, FilterBuilder.equalTo(AttributeBuilder.build("displayName", "single"))))
                .extracting(found -> found.getUid().getUidValue())
                .containsExactly(group.getUidValue());
    }

    @Test
    void group_renamed_isFoundUnderTheNewName() {
        Uid group = patching.create(ObjectClass.GROUP, group("old name"));

        patching.replace(ObjectClass.GROUP, group, group("Großkunden & Partner"));

        assertThat(scim.get("/Groups/" + group.getUidValue())
                        .path("displayName")
                        .asText())
                .isEqualTo("Großkunden & Partner");
        assertThat(scim.list("/Groups", "displayName eq \"old name\"")).isEmpty();
    }

    @Test
    void group_deleted_isGoneAndItsMembersStay() {
        Uid person = patching.create(ObjectClass.ACCOUNT, person("stays@example.com", true, "Connie", "Stays"));
        Uid group = patching.create(ObjectClass.GROUP, group("short-lived"));
        patching.change(ObjectClass.GROUP, group, members(List.of(person.getUidValue()), List.of()));

        patching.delete(ObjectClass.GROUP, group);

        assertThat(scim.status("/Groups/" + group.getUidValue())).isEqualTo(404);
        assertThat(scim.get("/Users/" + person.getUidValue()).path("groups")).isEmpty();
    }

    private static Set<Attribute> person(String userName, boolean active, String given, String family) {
        Set<Attribute> attributes = new HashSet<>();
        attributes.add(new Name(userName));
        attributes.add(AttributeBuilder.buildEnabled(active));
        attributes.add(AttributeBuilder.build("userName", userName));
        attributes.add(AttributeBuilder.build("externalId", "ext-" + userName));
        attributes.add(AttributeBuilder.build("name.givenName", given));
        attributes.add(AttributeBuilder.build("name.familyName", family));
        attributes.add(AttributeBuilder.build("displayName", given + " " + family));
        attributes.add(AttributeBuilder.build("emails.work.value", userName));
        attributes.add(AttributeBuilder.build("emails.work.primary", true));
        attributes.add(AttributeBuilder.build(ENTERPRISE + ":costCenter", "CC-1001"));
        attributes.add(AttributeBuilder.build(ENTERPRISE + ":department", "R&D <\"Ünïted\">"));
        return attributes;
    }

    private static Set<Attribute> group(String name) {
        return Set.of(new Name(name), AttributeBuilder.build("displayName", name));
    }

    private static AttributeDelta members(List<String> add, List<String> remove) {
        return AttributeDeltaBuilder.build("members", add, remove);
    }

    private static List<String> memberIds(Uid group) {
        return scim.get("/Groups/" + group.getUidValue()).path("members").findValuesAsText("value");
    }
}
