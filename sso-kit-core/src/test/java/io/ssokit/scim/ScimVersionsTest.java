package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Entity tags (RFC 7644 §3.14). */
class ScimVersionsTest {
    private final ScimLab lab = new ScimLab();

    @Test
    @Tag("P-19")
    void ifMatch_stale_412_freshOrAny_done() {
        String id = lab.user("a@x");
        String first = tag(id);
        assertThat(put(id, "title1", first).status()).isEqualTo(200);
        for (String stale : List.of(first, "W/\"999\"", "\"abc\"", "abc", first + ", W/\"998\"")) {
            assertThat(put(id, "title2", stale).status()).as(stale).isEqualTo(412);
        }
        assertThat(put(id, "title2", "*").status()).isEqualTo(200);
        assertThat(put(id, "title3", "W/\"998\", " + tag(id)).status()).isEqualTo(200);
        assertThat(put(id, "title4", tag(id).substring(2)).status()).isEqualTo(200);
        ScimRequest delete = ScimRequest.of("DELETE", "/Users/" + id);
        assertThat(lab.send(delete.header("If-Match", first)).status()).isEqualTo(412);
        assertThat(lab.stores.revocations().revokedAt("acme", id)).isEmpty();
        assertThat(lab.send(delete.header("If-Match", tag(id))).status()).isEqualTo(204);
    }

    @Test
    @Tag("P-19")
    void ifMatch_onGroupMembers_checkedByTheStore() {
        String user = lab.user("a@x");
        String group = lab.group("G");
        String tag = lab.get("/Groups/" + group).response().header("ETag").orElseThrow();
        ScimRequest add = ScimRequest.of("PATCH", "/Groups/" + group)
                .json(ScimLab.patchOf("{'op':'add','path':'members','value':[{'value':'" + user + "'}]}"));
        assertThat(lab.send(add.header("If-Match", "W/\"999\"")).status()).isEqualTo(412);
        assertThat(lab.send(add.header("If-Match", "W/\"998\", W/\"999\"")).status())
                .isEqualTo(412);
        assertThat(lab.send(add.header("If-Match", "junk")).status()).isEqualTo(412);
        assertThat(lab.membersOf(group)).isEmpty();
        Reply done = lab.send(add.header("If-Match", tag));
        assertThat(done.status()).isEqualTo(204);
        assertThat(done.response().header("ETag")).isPresent().isNotEqualTo(Optional.of(tag));
        assertThat(lab.send(ScimRequest.of("DELETE", "/Groups/" + group).header("If-Match", tag))
                        .status())
                .isEqualTo(412);
    }

    @Test
    @Tag("P-19")
    void ifNoneMatch_sameVersion_304WithoutBody() {
        String id = lab.user("a@x");
        Reply same = lab.send(ScimRequest.of("GET", "/Users/" + id).header("If-None-Match", tag(id)));
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.response().body()).isEmpty();
        assertThat(lab.send(ScimRequest.of("GET", "/Users/" + id).header("If-None-Match", "W/\"999\""))
                        .status())
                .isEqualTo(200);
        String group = lab.group("G");
        assertThat(lab.send(ScimRequest.of("GET", "/Groups/" + group).header("If-None-Match", "*"))
                        .status())
                .isEqualTo(304);
    }

    /** RFC 9110 §13.1.2: of what is no read, a version the client does not want to meet is 412. */
    @Test
    @Tag("P-19")
    void ifNoneMatch_ofAWrite_412IfMet() {
        String id = lab.user("a@x");
        String group = lab.group("G", id);
        for (String target : List.of("/Users/" + id, "/Groups/" + group)) {
            String path = target.startsWith("/Users") ? "title" : "displayName";
            ScimRequest patch = ScimRequest.of("PATCH", target)
                    .json(ScimLab.patchOf("{'op':'replace','path':'" + path + "','value':'x'}"));
            String tag = lab.get(target).response().header("ETag").orElseThrow();
            assertThat(lab.send(patch.header("If-None-Match", "*")).status()).isEqualTo(412);
            assertThat(lab.send(patch.header("If-None-Match", tag)).status()).isEqualTo(412);
            assertThat(lab.send(patch.header("If-None-Match", "W/\"999\"")).status())
                    .isIn(200, 204);
            assertThat(lab.send(ScimRequest.of("DELETE", target).header("If-None-Match", "*"))
                            .status())
                    .isEqualTo(412);
        }
        ScimRequest leave =
                ScimRequest.of("PATCH", "/Groups/" + group).json(ScimLab.patchOf("{'op':'remove','path':'members'}"));
        assertThat(lab.send(leave.header("If-None-Match", "*")).status()).isEqualTo(412);
        assertThat(lab.membersOf(group)).containsExactly(id);
    }

    @Test
    @Tag("P-19")
    void ifMatch_ofARead_412IfStale() {
        String id = lab.user("a@x");
        ScimRequest get = ScimRequest.of("GET", "/Users/" + id);
        assertThat(lab.send(get.header("If-Match", tag(id))).status()).isEqualTo(200);
        assertThat(lab.send(get.header("If-Match", "W/\"999\"")).status()).isEqualTo(412);
    }

    /** RFC 7644 §3.14: the version in meta is the entity tag, of every answer. */
    @Test
    @Tag("P-19")
    void version_inMetaOfEveryAnswer_isTheEntityTag() {
        Reply created = lab.post("/Users", json("{'userName':'a@x'}"));
        String id = created.created();
        Reply put = lab.send("PUT", "/Users/" + id, json("{'userName':'a@x','title':'x'}"));
        Reply same = lab.send("PUT", "/Users/" + id, json("{'userName':'a@x','title':'x'}"));
        Reply patched = lab.patch("/Users/" + id, "{'op':'replace','path':'title','value':'y'}");
        String group = lab.group("G", id);
        Reply groups = lab.get("/Groups/" + group);
        for (Reply reply : List.of(created, put, same, patched, lab.get("/Users/" + id), groups)) {
            assertThat(reply.at("meta/version"))
                    .isEqualTo(reply.response().header("ETag").orElseThrow());
        }
        assertThat(same.at("meta/version")).isEqualTo(put.at("meta/version"));
        assertThat(lab.get("/Users").at("Resources/0/meta/version")).isEqualTo(patched.at("meta/version"));
    }

    private String tag(String id) {
        return lab.get("/Users/" + id).response().header("ETag").orElseThrow();
    }

    private Reply put(String id, String title, String ifMatch) {
        return lab.send(ScimRequest.of("PUT", "/Users/" + id)
                .json(json("{'userName':'a@x','title':'" + title + "'}"))
                .header("If-Match", ifMatch));
    }
}
