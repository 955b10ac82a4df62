package io.ssokit.scim;

import static io.ssokit.scim.ScimAttribute.binary;
import static io.ssokit.scim.ScimAttribute.bool;
import static io.ssokit.scim.ScimAttribute.complex;
import static io.ssokit.scim.ScimAttribute.dateTime;
import static io.ssokit.scim.ScimAttribute.decimal;
import static io.ssokit.scim.ScimAttribute.integer;
import static io.ssokit.scim.ScimAttribute.reference;
import static io.ssokit.scim.ScimAttribute.string;
import static io.ssokit.scim.ScimLab.filter;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import io.ssokit.user.UserStore.Origin;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every characteristic of RFC 7643 §7, of attributes of the app's own, in POST, PUT and PATCH. */
class ScimCharacteristicsTest {
    private static final String X = "urn:example:x:2.0:User";

    private final ScimLab lab = ScimLab.with(
            stores(),
            ScimExtension.ofUsers(X)
                    .attributes(
                            string("code").caseExact(),
                            string("level").canonicalValues("Junior", "Senior"),
                            string("exact").caseExact().canonicalValues("A", "b"),
                            integer("count"),
                            decimal("rate"),
                            bool("flag"),
                            dateTime("since"),
                            binary("bytes"),
                            reference("home", "external"),
                            string("tags").multiValued(),
                            string("serial").immutable(),
                            string("score").readOnly(),
                            string("pin").writeOnly(),
                            string("core").alwaysReturned(),
                            string("hidden").neverReturned(),
                            string("bio").returnedOnRequest(),
                            complex(
                                    "desk",
                                    string("room").required(),
                                    string("asset").immutable(),
                                    string("zone").readOnly(),
                                    string("note").returnedOnRequest()),
                            complex(
                                            "cards",
                                            string("value"),
                                            bool("primary"),
                                            string("chip").immutable(),
                                            string("state").readOnly())
                                    .multiValued()),
            ScimExtension.onUsers(string("staffNumber").required()));

    private final String id =
            lab.post("/Users", body("ann", "'level':'junior'")).created();

    Stores stores() {
        return MemoryStores.create(ScimLab.CLOCK);
    }

    private static String body(String name, String extension) {
        return json("{'schemas':['" + ScimLab.USER + "'],'userName':'" + name + "','staffNumber':'1','" + X + "':{"
                + extension + "}}");
    }

    private Reply create(String extension) {
        return lab.post("/Users", body("bob", extension));
    }

    private Reply put(String extension) {
        return lab.send("PUT", "/Users/" + id, body("ann", extension));
    }

    private Reply patch(String op, String path, String value) {
        return lab.patch(
                "/Users/" + id,
                "{'op':'" + op + "','path':'" + X + ":" + path + "'" + (value.isEmpty() ? "" : ",'value':" + value)
                        + "}");
    }

    private Object get(String path) {
        return lab.get("/Users/" + id).at(X + "/" + path);
    }

    /** What only the app writes. */
    private void appSets(Map<String, Object> more) {
        User user = lab.stores.users().find("acme", id).orElseThrow();
        Map<String, Object> attributes = new HashMap<>(user.attributes());
        Map<String, Object> extension = new HashMap<>();
        ((Map<?, ?>) attributes.getOrDefault(X, Map.of()))
                .forEach((name, value) -> extension.put(String.valueOf(name), value));
        extension.putAll(more);
        attributes.put(X, extension);
        lab.stores.users().replace(user.toBuilder().attributes(attributes).build(), OptionalLong.empty());
    }

    @ParameterizedTest
    @DisplayName("RFC 7643 §2.3: a value of another type than the attribute's is invalidValue in POST, PUT and PATCH")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "level | 'chief'",
                "exact | 'a'",
                "count | 1.5",
                "count | 'one'",
                "rate  | 'much'",
                "flag  | 'maybe'",
                "since | '2026-05-01'",
                "since | 'soon'",
                "bytes | 'not base64!'",
                "home  | 'ht tp://x'",
                "code  | {'value':'x'}",
                "tags  | [{'value':'x'}]",
                "desk  | {'note':'no room'}",
                "desk  | 'text'",
                "cards | [{'value':'1','primary':true},{'value':'2','primary':true}]",
            })
    void value_ofAnotherForm_invalidValueEverywhere(String name, String value) {
        assertThat(create("'" + name + "':" + value).scimType()).isEqualTo("invalidValue");
        assertThat(put("'" + name + "':" + value).scimType()).isEqualTo("invalidValue");
        assertThat(patch("add", name, value).scimType()).isEqualTo("invalidValue");
        assertThat(get("level")).isEqualTo("Junior");
    }

    @ParameterizedTest
    @DisplayName("RFC 7643 §2.3: values of each type are kept; canonical ones in their own spelling")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "level | 'SENIOR'                        | Senior",
                "exact | 'b'                             | b",
                "count | 7                               | 7",
                "rate  | 1.25                            | 1.25",
                "flag  | false                           | false",
                "since | '2026-05-01T10:00:00.5+02:00'   | 2026-05-01T10:00:00.5+02:00",
                "bytes | 'AAEC'                          | AAEC",
                "bytes | 'AA-_'                          | AA-_",
                "home  | 'https://example.com/~ann'      | https://example.com/~ann",
                "home  | '../Users/7'                    | ../Users/7",
                "tags  | ['a','b']                       | [a, b]",
                "tags  | 'a'                             | [a]",
                "desk  | {'room':'B2'}                   | {room=B2}",
            })
    void value_ofItsType_isKept(String name, String value, String kept) {
        assertThat(String.valueOf(create("'" + name + "':" + value).at(X + "/" + name)))
                .isEqualTo(kept);
        assertThat(patch("replace", name, value).status()).isEqualTo(200);
        assertThat(String.valueOf(get(name))).isEqualTo(kept);
    }

    @Test
    @DisplayName("RFC 7643 §2.4: elements without sub-attributes are added, removed and found")
    void tags_elementsWithoutSubAttributes_areAddedRemovedAndFound() {
        patch("add", "tags", "['a','b']");
        patch("add", "tags", "['b','c']");
        assertThat(get("tags")).isEqualTo(List.of("a", "b", "c"));
        patch("remove", "tags[value eq \\\"b\\\"]", "");
        assertThat(get("tags")).isEqualTo(List.of("a", "c"));
        lab.patch("/Users/" + id, "{'op':'remove','path':'" + X + ":tags','value':['c']}");
        assertThat(get("tags")).isEqualTo(List.of("a"));
        assertThat(total(X + ":tags eq \"A\"")).isEqualTo(1L);
        assertThat(total(X + ":tags[value eq \"a\"]")).isEqualTo(1L);
        assertThat(total(X + ":tags eq \"c\"")).isEqualTo(0L);
        patch("remove", "tags", "");
        assertThat(get("tags")).isNull();
    }

    @Test
    @DisplayName("RFC 7643 §7 caseExact: filters tell case apart where the attribute does")
    void filter_caseExactAttribute_tellsCaseApart() {
        patch("add", "code", "'aB'");
        assertThat(total(X + ":code eq \"aB\"")).isEqualTo(1L);
        assertThat(total(X + ":code eq \"AB\"")).isEqualTo(0L);
        assertThat(total(X + ":code sw \"A\"")).isEqualTo(0L);
        assertThat(total("not (" + X + ":code ne \"aB\")")).isEqualTo(1L);
        assertThat(total(X + ":level eq \"JUNIOR\"")).isEqualTo(1L);
    }

    @Test
    @DisplayName("RFC 7643 §7 required: an attribute, a sub-attribute; neither left out nor taken away")
    void required_leftOutOrTakenAway_isRefused() {
        String without = json("{'schemas':['" + ScimLab.USER + "'],'userName':'bob'}");
        assertThat(lab.post("/Users", without).detail()).contains("staffNumber is required");
        assertThat(lab.send("PUT", "/Users/" + id, without).scimType()).isEqualTo("invalidValue");
        assertThat(lab.patch("/Users/" + id, "{'op':'remove','path':'staffNumber'}")
                        .scimType())
                .isEqualTo("mutability");
        assertThat(lab.patch("/Users/" + id, "{'op':'replace','path':'staffNumber','value':''}")
                        .status())
                .isEqualTo(400);
        patch("add", "desk", "{'room':'B2','asset':'7'}");
        assertThat(patch("remove", "desk.room", "").detail()).contains("desk.room is required");
        assertThat(get("desk/room")).isEqualTo("B2");
    }

    @Test
    @DisplayName("RFC 7643 §6: a required extension and what is required in it")
    void requiredExtension_leftOut_isRefused() {
        ScimLab strict = ScimLab.with(ScimExtension.ofUsers("urn:example:must")
                .required()
                .attributes(string("a").required(), string("b")));
        String plain = "{'schemas':['" + ScimLab.USER + "'],'userName':'%s'%s}";

        assertThat(strict.post("/Users", json(plain.formatted("x", ""))).detail())
                .contains("urn:example:must:a is required");
        assertThat(strict.post("/Users", json(plain.formatted("x", ",'urn:example:must':{'b':'1'}")))
                        .scimType())
                .isEqualTo("invalidValue");
        String user = strict.post("/Users", json(plain.formatted("x", ",'urn:example:must':{'a':'1','b':'1'}")))
                .created();
        assertThat(strict.patch("/Users/" + user, "{'op':'remove','path':'urn:example:must'}")
                        .status())
                .isEqualTo(400);
        assertThat(strict.patch("/Users/" + user, "{'op':'remove','path':'urn:example:must:b'}")
                        .status())
                .isEqualTo(200);
        assertThat(strict.get("/ResourceTypes/User").at("schemaExtensions/1"))
                .isEqualTo(Map.of("schema", "urn:example:must", "required", true));
    }

    @Test
    @DisplayName("RFC 7643 §7 required: whoever was there before the attribute was declared can still be changed")
    void patch_ofSomebodyWithoutANewlyRequiredAttribute_isDone() {
        User old = lab.stores.users().create(User.named("acme", "old").build(), Origin.SIGN_IN);

        assertThat(lab.patch("/Users/" + old.id(), "{'op':'add','path':'title','value':'x'}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("RFC 7643 §7 immutable: set once, by POST, PUT or PATCH; the same again is no change")
    void immutable_setOnce_staysAsItIs() {
        assertThat(put("'serial':'S1','level':'Junior'").at(X + "/serial")).isEqualTo("S1");
        assertThat(put("'serial':'S2'").scimType()).isEqualTo("mutability");
        assertThat(put("'serial':'S1','level':'Junior'").status()).isEqualTo(200);
        assertThat(put("'level':'Junior'").at(X + "/serial")).isEqualTo("S1");
        assertThat(patch("replace", "serial", "'S2'").scimType()).isEqualTo("mutability");
        assertThat(patch("add", "serial", "'S1'").status()).isEqualTo(200);
        assertThat(patch("remove", "serial", "").scimType()).isEqualTo("mutability");
        assertThat(lab.patch("/Users/" + id, "{'op':'remove','path':'" + X + "'}")
                        .scimType())
                .isEqualTo("mutability");
        assertThat(get("serial")).isEqualTo("S1");
        assertThat(get("level")).isEqualTo("Junior");
    }

    @Test
    @DisplayName("RFC 7643 §7 immutable: sub-attributes of one value and of the elements of many")
    void immutableSubAttribute_ofAnExistingValue_staysAsItIs() {
        patch("add", "desk", "{'room':'B2','asset':'7'}");
        assertThat(patch("replace", "desk.asset", "'8'").scimType()).isEqualTo("mutability");
        assertThat(patch("replace", "desk", "{'room':'C3'}").at(X + "/desk/asset"))
                .isEqualTo("7");
        assertThat(put("'desk':{'room':'D4'}").at(X + "/desk/asset")).isEqualTo("7");
        assertThat(put("'desk':{'room':'D4','asset':'9'}").scimType()).isEqualTo("mutability");
        patch("add", "cards", "[{'value':'1','chip':'c1'},{'value':'2','chip':'c2'}]");
        assertThat(patch("replace", "cards[value eq \\\"1\\\"].chip", "'c9'").scimType())
                .isEqualTo("mutability");
        assertThat(patch("replace", "cards[value eq \\\"1\\\"]", "{'value':'1','chip':'c9'}")
                        .scimType())
                .isEqualTo("mutability");
        assertThat(patch("replace", "cards", "[{'value':'1','chip':'c9'}]").scimType())
                .isEqualTo("mutability");
        assertThat(patch("replace", "cards", "[{'value':'3','chip':'c3'}]").status())
                .isEqualTo(200);
        assertThat(patch("remove", "cards[value eq \\\"3\\\"]", "").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("RFC 7643 §7 readOnly: only the app writes it; PUT and PATCH leave it as it is")
    void readOnly_writtenByTheApp_survivesClients() {
        appSets(Map.of(
                "score",
                "10",
                "desk",
                Map.of("room", "B2", "zone", "north"),
                "cards",
                List.of(Map.of("value", "1", "state", "ok"), Map.of("value", "2", "state", "lost"))));

        assertThat(create("'score':'99'").at(X + "/score")).isNull();
        assertThat(patch("replace", "score", "'99'").scimType()).isEqualTo("mutability");
        Reply put = put("'score':'99','desk':{'room':'C3','zone':'south'},'cards':[{'value':'1','state':'new'}]");
        assertThat(put.at(X + "/score")).isEqualTo("10");
        assertThat(put.at(X + "/desk")).isEqualTo(Map.of("room", "C3", "zone", "north"));
        assertThat(put.at(X + "/cards")).isEqualTo(List.of(Map.of("value", "1", "state", "ok")));
        assertThat(lab.patch("/Users/" + id, "{'op':'remove','path':'" + X + "'}")
                        .at(X + "/score"))
                .isEqualTo("10");
    }

    @Test
    @DisplayName("RFC 7643 §7 writeOnly: kept for the app, seen by no client, in no filter")
    void writeOnly_givenByAClient_reachesTheAppOnly() {
        Reply put = put("'pin':'1234'");
        assertThat(put.response().text()).doesNotContain("1234");
        assertThat(lab.get("/Users/" + id + "?attributes=" + X + ":pin")
                        .response()
                        .text())
                .doesNotContain("1234");
        assertThat(((Map<?, ?>) lab.stores
                                .users()
                                .find("acme", id)
                                .orElseThrow()
                                .attributes()
                                .get(X))
                        .get("pin"))
                .isEqualTo("1234");
        assertThat(lab.get("/Users?" + filter(X + ":pin sw \"1\"")).scimType()).isEqualTo("invalidFilter");
        put("'level':'Senior'");
        assertThat(((Map<?, ?>) lab.stores
                                .users()
                                .find("acme", id)
                                .orElseThrow()
                                .attributes()
                                .get(X))
                        .get("pin"))
                .isEqualTo("1234");
    }

    @Test
    @DisplayName("RFC 7643 §7 returned: always, never, default, request; in reads and in answers to writes")
    void returned_eachKind_inReadsAndAnswersToWrites() {
        Reply written = put("'core':'c','hidden':'h','bio':'b','level':'Junior','desk':{'room':'B2','note':'n'}");
        assertThat(written.at(X))
                .isEqualTo(
                        Map.of("core", "c", "bio", "b", "level", "Junior", "desk", Map.of("room", "B2", "note", "n")));
        assertThat(lab.get("/Users/" + id).at(X))
                .isEqualTo(Map.of("core", "c", "level", "Junior", "desk", Map.of("room", "B2")));
        assertThat(attributes("attributes=userName")).isEqualTo(Map.of("core", "c"));
        assertThat(attributes("attributes=" + X + ":bio")).isEqualTo(Map.of("core", "c", "bio", "b"));
        assertThat(attributes("attributes=" + X + ":hidden")).isEqualTo(Map.of("core", "c"));
        assertThat(attributes("attributes=" + X + ":desk.note"))
                .isEqualTo(Map.of("core", "c", "desk", Map.of("note", "n")));
        assertThat(attributes("excludedAttributes=" + X)).isEqualTo(Map.of("core", "c"));
        assertThat(attributes("excludedAttributes=" + X + ":core," + X + ":level"))
                .isEqualTo(Map.of("core", "c", "desk", Map.of("room", "B2")));
        assertThat(patch("replace", "bio", "'b2'").at(X + "/bio")).isEqualTo("b2");
        assertThat(patch("replace", "level", "'Senior'").at(X + "/bio")).isNull();
        assertThat(lab.get("/Users?" + filter(X + ":hidden eq \"h\"")).scimType())
                .isEqualTo("invalidFilter");
        assertThat(total(X + ":bio eq \"b2\"")).isEqualTo(1L);
        assertThat(lab.get("/Users").list("Resources").toString())
                .doesNotContain("bio")
                .doesNotContain("hidden");
    }

    @Test
    @DisplayName("RFC 7643 §2.4: at most one primary value; a new one takes over in PATCH")
    void primary_aSecondOne_takesOver() {
        patch("add", "cards", "[{'value':'1','primary':true}]");
        patch("add", "cards", "[{'value':'2','primary':true}]");

        assertThat(get("cards"))
                .isEqualTo(List.of(Map.of("value", "1", "primary", false), Map.of("value", "2", "primary", true)));
    }

    @Test
    @DisplayName("RFC 7643 §7 uniqueness: a value that somebody has is 409 in POST, PUT and PATCH, on memory and H2")
    void unique_valueTaken_409() {
        ScimExtension badge = ScimExtension.ofUsers("urn:example:badge")
                .attributes(
                        string("number").unique(),
                        complex("card", string("chip").unique().caseExact()).multiValued());
        for (Stores stores : List.of(MemoryStores.create(ScimLab.CLOCK), ScimLab.emptyH2())) {
            ScimLab unique = new ScimLab(stores, builder -> builder.extensions(List.of(badge)));
            String user = "{'userName':'%s','urn:example:badge':{%s}}";
            String ann = unique.post("/Users", json(user.formatted("ann", "'number':'A7','card':[{'chip':'x'}]")))
                    .created();
            String bob = unique.post("/Users", json(user.formatted("bob", "'number':'A8','card':[{'chip':'X'}]")))
                    .created();
            Reply post = unique.post("/Users", json(user.formatted("eve", "'number':'a7'")));
            assertThat(post.status()).isEqualTo(409);
            assertThat(post.scimType()).isEqualTo("uniqueness");
            assertThat(post.detail()).contains("urn:example:badge:number");
            assertThat(unique.send("PUT", "/Users/" + bob, json(user.formatted("bob", "'number':'A7'")))
                            .status())
                    .isEqualTo(409);
            assertThat(unique.patch(
                                    "/Users/" + bob,
                                    "{'op':'add','path':'urn:example:badge:card','value':[{'chip':'x'}]}")
                            .status())
                    .isEqualTo(409);
            assertThat(unique.get("/Users/" + bob).at("urn:example:badge/number"))
                    .isEqualTo("A8");
            unique.send(ScimRequest.of("DELETE", "/Users/" + ann));
            assertThat(unique.patch("/Users/" + bob, "{'op':'replace','path':'urn:example:badge:number','value':'A7'}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void unique_storeThatCannot_isAProblemOfTheConfiguration() {
        UserStore simple = (UserStore) Proxy.newProxyInstance(
                UserStore.class.getClassLoader(),
                new Class<?>[] {UserStore.class},
                (proxy, method, arguments) -> InvocationHandler.invokeDefault(proxy, method, arguments));
        ScimEndpoint.Builder builder = ScimEndpoint.builder(URI.create(ScimLab.BASE), simple, lab.stores.revocations())
                .extensions(List.of(ScimExtension.onUsers(string("number").unique())));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot keep attributes of your own unique");
    }

    private Object attributes(String query) {
        return lab.get("/Users/" + id + "?" + query).at(X);
    }

    private Object total(String filter) {
        return lab.get("/Users?" + filter(filter)).at("totalResults");
    }
}
