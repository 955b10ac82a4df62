package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.ENTERPRISE;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The schema's own sentences and examples. */
class Rfc7643ConformanceTest {
    private final ScimLab lab = new ScimLab();

    @Test
    @DisplayName("RFC 7643 §2.1: attribute names are case insensitive")
    void names_anyCase_sameAttribute() {
        String id = lab.post(
                        "/Users",
                        json("{'SCHEMAS':['" + ScimLab.USER + "'],'USERNAME':'a@x','nAmE':{'FamilyName':'J'}}"))
                .created();
        assertThat(lab.patch("/Users/" + id, "{'OP':'REPLACE','PATH':'NAME.FAMILYNAME','VALUE':'K'}")
                        .at("name/familyName"))
                .isEqualTo("K");
    }

    @Test
    @DisplayName("RFC 7643 §2.3.2: a boolean has no case and no quotes; what has them is read as one")
    void boolean_asText_isABoolean() {
        assertThat(lab.post("/Users", json("{'userName':'a@x','active':'False'}"))
                        .at("active"))
                .isEqualTo(false);
    }

    @Test
    @DisplayName("RFC 7643 §2.4: 'primary' true appears no more than once")
    void primary_twice_refused() {
        assertThat(lab.post(
                                "/Users",
                                json("{'userName':'a@x','phoneNumbers':[{'value':'1','primary':true},"
                                        + "{'value':'2','primary':true}]}"))
                        .scimType())
                .isEqualTo("invalidValue");
    }

    @Test
    @DisplayName("RFC 7643 §2.5: null and an empty array are the same as no value")
    void nullOrEmpty_isUnassigned() {
        Reply reply = lab.post(
                "/Users", json("{'userName':'a@x','title':null,'emails':[],'name':{'givenName':null},'nickName':''}"));
        assertThat(reply.json()).doesNotContainKeys("title", "emails", "name", "nickName");
    }

    @Test
    @DisplayName("RFC 7643 §3.1: id is the service provider's, externalId the client's, meta is ignored")
    void commonAttributes_fromTheClient_onlyExternalIdStands() {
        Reply reply = lab.post("/Users", resource("rfc7643-minimal-user.json"));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.at("id")).isNotEqualTo("2819c223-7f76-453a-919d-413861904646");
        assertThat(reply.at("meta/created")).isEqualTo("2026-05-01T10:00:00Z");
    }

    @Test
    @DisplayName("RFC 7643 §4.1.1: userName is unique without regard to case")
    void userName_otherCase_isTaken() {
        lab.user("bjensen@example.com");
        assertThat(lab.post("/Users", json("{'userName':'BJENSEN@example.com'}"))
                        .status())
                .isEqualTo(409);
    }

    @Test
    @DisplayName("RFC 7643 §8.2, §8.3: the full user and the enterprise user come back as sent")
    void fullUser_roundTrip_keepsEveryWritableAttribute() {
        for (String file : List.of("rfc7643-full-user.json", "rfc7643-enterprise-user.json")) {
            Map<String, Object> sent = JsonText.object(resource(file).getBytes(StandardCharsets.UTF_8));
            ScimLab fresh = new ScimLab();
            Reply reply = fresh.post("/Users", resource(file));
            assertThat(reply.status()).as(reply.response().text()).isEqualTo(201);
            Map<String, Object> got = new LinkedHashMap<>(reply.json());
            for (String ours : List.of("id", "meta", "groups", "password")) {
                sent.remove(ours);
                got.remove(ours);
            }
            Map<?, ?> enterprise = (Map<?, ?>) sent.get(ENTERPRISE);
            if (enterprise != null) {
                // readOnly in the schema
                ((Map<?, ?>) enterprise.get("manager")).remove("displayName");
            }
            withoutFalsePrimary(got);
            assertThat(got).isEqualTo(sent);
            assertThat(fresh.send("PUT", "/Users/" + reply.created(), resource(file))
                            .at("meta/version"))
                    .isEqualTo(reply.at("meta/version"));
        }
    }

    @Test
    @DisplayName("RFC 7643 §8.4: a group with members")
    void group_withMembers_comesBackWithThem() {
        String babs = lab.user("babs@x");
        String mandy = lab.user("mandy@x");
        String body = resource("rfc7643-group.json")
                .replace("2819c223-7f76-453a-919d-413861904646", babs)
                .replace("902c246b-6245-4190-8e05-00816be7344a", mandy);
        Reply reply = lab.post("/Groups", body);
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.at("displayName")).isEqualTo("Tour Guides");
        List<Object> ids = new ArrayList<>();
        reply.list("members").forEach(member -> ids.add(((Map<?, ?>) member).get("value")));
        assertThat(ids).containsExactlyInAnyOrder(babs, mandy);
    }

    /** Only e-mail addresses say {@code primary: false}. */
    private static void withoutFalsePrimary(Map<String, Object> user) {
        for (Object email : (List<?>) user.get("emails")) {
            ((Map<?, ?>) email).values().removeIf(Boolean.FALSE::equals);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Rfc7643ConformanceTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
