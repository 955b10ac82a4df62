package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.ENTERPRISE;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScimPatchTest {
    private final ScimLab lab = new ScimLab();
    private final String id = lab.user("a@x");

    @Test
    void add_single_setsAndReplaces() {
        assertThat(patch("{'op':'add','path':'nickName','value':'Babs'}").at("nickName"))
                .isEqualTo("Babs");
        assertThat(patch("{'op':'add','path':'nickName','value':'B'}").at("nickName"))
                .isEqualTo("B");
        assertThat(patch("{'op':'add','path':'externalId','value':42}").at("externalId"))
                .isEqualTo("42");
    }

    @Test
    void add_null_changesNothing() {
        patch("{'op':'add','path':'name','value':null}", "{'op':'add','path':'emails','value':null}");
        assertThat(user().at("name/givenName")).isEqualTo("Barbara");
        assertThat(user().list("emails")).hasSize(1);
    }

    @Test
    void replace_complex_leavesOtherSubAttributes() {
        Reply reply = patch("{'op':'replace','path':'name','value':{'familyName':'Smith','middleName':'J'}}");
        assertThat(reply.at("name"))
                .isEqualTo(Map.of("givenName", "Barbara", "familyName", "Smith", "middleName", "J"));
        assertThat(patch("{'op':'replace','path':'name.middleName','value':''}").at("name"))
                .isEqualTo(Map.of("givenName", "Barbara", "familyName", "Smith"));
        assertThat(patch("{'op':'remove','path':'name.givenName'}").at("name"))
                .isEqualTo(Map.of("familyName", "Smith"));
        assertThat(patch("{'op':'remove','path':'name'}").json()).doesNotContainKey("name");
    }

    @Test
    void add_toMultiValued_appendsOnceAndDemotesPrimary() {
        Reply reply = patch("{'op':'add','path':'emails','value':[{'value':'z@x','type':'home','primary':true}]}");
        assertThat(reply.at("emails"))
                .isEqualTo(List.of(
                        Map.of("value", "a@x", "type", "work", "primary", false),
                        Map.of("value", "z@x", "type", "home", "primary", true)));
        assertThat(patch("{'op':'add','path':'emails','value':{'value':'z@x','display':'Z'}}")
                        .at("emails/1"))
                .isEqualTo(Map.of("value", "z@x", "type", "home", "primary", true, "display", "Z"));
        assertThat(patch(
                                "{'op':'add','path':'emails','value':[{'value':'p','primary':true},{'value':'q','primary':true}]}")
                        .scimType())
                .isEqualTo("invalidValue");
    }

    @Test
    void replace_multiValued_replacesAll() {
        assertThat(patch("{'op':'replace','path':'emails','value':[{'value':'n@x','type':'work'}]}")
                        .at("emails"))
                .isEqualTo(List.of(Map.of("value", "n@x", "type", "work", "primary", false)));
        assertThat(patch("{'op':'replace','path':'emails','value':[]}").json()).doesNotContainKey("emails");
    }

    @Test
    void valueFilter_matching_changesThoseElementsOnly() {
        patch("{'op':'add','path':'emails','value':[{'value':'h@x','type':'home'}]}");
        assertThat(patch("{'op':'replace','path':'emails[type eq \\\"work\\\"].value','value':'w@x'}")
                        .at("emails"))
                .isEqualTo(List.of(
                        Map.of("value", "w@x", "type", "work", "primary", true),
                        Map.of("value", "h@x", "type", "home", "primary", false)));
        assertThat(patch(
                                "{'op':'replace','path':'emails[type eq \\\"home\\\"]','value':{'value':'h2@x','primary':true}}")
                        .at("emails"))
                .isEqualTo(List.of(
                        Map.of("value", "w@x", "type", "work", "primary", false),
                        Map.of("value", "h2@x", "type", "home", "primary", true)));
        assertThat(patch("{'op':'remove','path':'emails[type eq \\\"work\\\" and value ew \\\"@x\\\"]'}")
                        .list("emails"))
                .hasSize(1);
        assertThat(patch("{'op':'remove','path':'emails[type eq \\\"home\\\"].value'}")
                        .json())
                .doesNotContainKey("emails");
    }

    @Test
    void valueFilter_matchingNothing_replaceOfAllFailsOfPartCreatesAddCreatesRemoveIsDone() {
        Reply part = patch("{'op':'replace','path':'phoneNumbers[type eq \\\"fax\\\"].value','value':'1'}");
        assertThat(part.at("phoneNumbers")).isEqualTo(List.of(Map.of("type", "fax", "value", "1")));
        patch("{'op':'remove','path':'phoneNumbers'}");
        Reply replace = patch("{'op':'replace','path':'phoneNumbers[type eq \\\"mobile\\\"]','value':{'value':'1'}}");
        assertThat(replace.status()).isEqualTo(400);
        assertThat(replace.scimType()).isEqualTo("noTarget");
        assertThat(patch("{'op':'remove','path':'phoneNumbers[type eq \\\"mobile\\\"]'}")
                        .status())
                .isEqualTo(200);
        assertThat(patch("{'op':'Add','path':'phoneNumbers[type eq \\\"mobile\\\"].value','value':'+1'}")
                        .at("phoneNumbers"))
                .isEqualTo(List.of(Map.of("type", "mobile", "value", "+1")));
        assertThat(patch("{'op':'add','path':'phoneNumbers[type ne \\\"mobile\\\"].value','value':'+1'}")
                        .scimType())
                .isEqualTo("noTarget");
    }

    @Test
    void addressSubAttributes_addedOneByOne_endAsOneAddress() {
        Reply reply = patch(
                "{'op':'add','path':'addresses[type eq \\\"work\\\"].formatted','value':'F'}",
                "{'op':'add','path':'addresses[type eq \\\"work\\\"].locality','value':'L'}",
                "{'op':'add','path':'addresses[type eq \\\"work\\\"].region','value':'R'}");
        assertThat(reply.at("addresses"))
                .isEqualTo(List.of(Map.of("type", "work", "formatted", "F", "locality", "L", "region", "R")));
    }

    @Test
    void extension_anyForm_addsItsSchema() {
        for (String operation : List.of(
                "{'op':'add','path':'" + ENTERPRISE + ":department','value':'Eng'}",
                "{'op':'add','path':'" + ENTERPRISE + "','value':{'department':'Eng'}}",
                "{'op':'replace','value':{'" + ENTERPRISE + "':{'department':'Eng'}}}",
                "{'op':'replace','value':{'" + ENTERPRISE + ":department':'Eng'}}")) {
            Reply reply = patch(operation);
            assertThat(reply.at(ENTERPRISE + "/department")).as(operation).isEqualTo("Eng");
            assertThat(reply.list("schemas")).contains(ENTERPRISE);
            assertThat(patch("{'op':'remove','path':'" + ENTERPRISE + "'}").json())
                    .doesNotContainKey(ENTERPRISE);
            assertThat(user().list("schemas")).doesNotContain(ENTERPRISE);
        }
    }

    @Test
    void manager_anyForm_setAndCleared() {
        String manager = ENTERPRISE + ":manager";
        for (String value : List.of("'m1'", "{'value':'m1'}")) {
            assertThat(patch("{'op':'Add','path':'" + manager + "','value':" + value + "}")
                            .at(ENTERPRISE + "/manager/value"))
                    .isEqualTo("m1");
            assertThat(patch("{'op':'Replace','path':'" + manager + "','value':{'value':''}}")
                            .json())
                    .doesNotContainKey(ENTERPRISE);
            patch("{'op':'add','path':'" + manager + ".value','value':'m1'}");
            assertThat(patch("{'op':'Remove','path':'" + manager + "'}").json()).doesNotContainKey(ENTERPRISE);
        }
    }

    @Test
    void pathless_dottedUrnAndFilterKeys_eachIsAPath() {
        Reply reply = patch("{'op':'replace','value':{'displayName':'Bj','name.givenName':'Kk','name.familyName':'Un',"
                + "'" + ENTERPRISE + ":employeeNumber':'Ak','emails[type eq \\\"work\\\"].value':'m@x',"
                + "'id':'" + id + "','meta':{'version':'x'},'schemas':['" + ScimLab.USER + "'],'shoeSize':46,"
                + "'urn:example:Other:thing':1}}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("displayName")).isEqualTo("Bj");
        assertThat(reply.at("name")).isEqualTo(Map.of("givenName", "Kk", "familyName", "Un"));
        assertThat(reply.at(ENTERPRISE + "/employeeNumber")).isEqualTo("Ak");
        assertThat(reply.at("emails/0/value")).isEqualTo("m@x");
        assertThat(reply.at("id")).isEqualTo(id);
    }

    @Test
    void remove_listOfValues_removesThoseOnly() {
        patch("{'op':'add','path':'emails','value':[{'value':'h@x','type':'home'},{'value':'o@x'}]}");
        assertThat(patch("{'op':'remove','path':'emails','value':[{'value':'a@x'},'o@x']}")
                        .at("emails"))
                .isEqualTo(List.of(Map.of("value", "h@x", "type", "home", "primary", false)));
        patch("{'op':'add','path':'addresses','value':[{'type':'work','locality':'L'}]}");
        assertThat(patch("{'op':'remove','path':'addresses','value':[{'type':'home'}]}")
                        .scimType())
                .isEqualTo("invalidValue");
        assertThat(user().list("addresses")).hasSize(1);
    }

    @Test
    void password_anyWay_acceptedAndKeptNowhere() {
        assertThat(patch(
                                "{'op':'replace','path':'password','value':'s3cret-s3cret'}",
                                "{'op':'replace','value':{'password':'s3cret-s3cret'}}")
                        .response()
                        .text())
                .doesNotContain("s3cret");
        assertThat(lab.stores.users().find("acme", id).orElseThrow().toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'op':'remove'}                                                          | noTarget
            {'op':'remove','path':'userName'}                                        | mutability
            {'op':'remove','path':'active'}                                          | mutability
            {'op':'replace','path':'userName','value':''}                            | mutability
            {'op':'replace','path':'id','value':'x'}                                 | mutability
            {'op':'replace','path':'meta.version','value':'x'}                       | mutability
            {'op':'add','path':'groups','value':[{'value':'x'}]}                     | mutability
            {'op':'replace','path':'shoeSize','value':46}                            | invalidPath
            {'op':'replace','path':'name.shoeSize','value':46}                       | invalidPath
            {'op':'replace','path':'urn:example:Other:thing','value':46}             | invalidPath
            {'op':'replace','path':'a..b','value':1}                                 | invalidPath
            {'op':'replace','path':'name.','value':1}                                | invalidPath
            {'op':'replace','path':'emails[type eq \\\"work\\\"','value':1}          | invalidFilter
            {'op':'replace','path':'emails[type eq \\\"work\\\"]value','value':1}    | invalidPath
            {'op':'replace','path':'emails[type eq \\\"work\\\"].value.x','value':1} | invalidFilter
            {'op':'replace','path':'emails[shoe eq 1].value','value':1}              | invalidFilter
            {'op':'replace','path':'name[givenName eq \\\"x\\\"]','value':1}         | invalidFilter
            {'op':'replace','path':'[type eq 1]','value':1}                          | invalidPath
            {'op':'replace','path':'emails value','value':1}                         | invalidPath
            {'op':'replace','path':7,'value':1}                                      | invalidPath
            {'op':'replace','path':'displayName'}                                    | invalidSyntax
            {'op':'move','path':'displayName','value':1}                             | invalidSyntax
            {'op':7,'path':'displayName','value':1}                                  | invalidSyntax
            {'path':'displayName','value':1}                                         | invalidSyntax
            7                                                                        | invalidSyntax
            {'op':'add','value':'x'}                                                 | invalidValue
            {'op':'replace','path':'active','value':'yes'}                           | invalidValue
            {'op':'replace','path':'displayName','value':{'a':1}}                    | invalidValue
            {'op':'replace','path':'displayName','value':['a','b']}                  | invalidValue
            {'op':'replace','path':'name','value':'Barbara'}                         | invalidValue
            {'op':'replace','path':'emails','value':[[]]}                            | -
            {'op':'replace','path':'emails','value':[['x','y']]}                     | invalidValue
            """)
    void wrongOperation_anyKind_typedErrorNamesIt(String operation, String scimType) {
        Map<String, Object> before = user().json();
        Reply reply = patch("{'op':'replace','path':'title','value':'T'}", operation);
        if (scimType.equals("-")) {
            assertThat(reply.status()).isEqualTo(200);
            return;
        }
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.scimType()).isEqualTo(scimType);
        assertThat(reply.detail()).startsWith("Operations[1]: ");
        assertThat(user().json()).isEqualTo(before);
    }

    @Test
    void rename_toTakenName_uniquenessAndNothingChanges() {
        lab.user("b@x");
        Reply reply = patch(
                "{'op':'replace','path':'title','value':'T'}", "{'op':'Replace','path':'userName','value':'B@X'}");
        assertThat(reply.status()).isEqualTo(409);
        assertThat(user().at("userName")).isEqualTo("a@x");
        assertThat(user().json()).doesNotContainKey("title");
    }

    @Test
    void body_thatIsNoPatch_invalidSyntax() {
        for (String body : List.of(
                "{}",
                "{'schemas':['" + ScimLab.GROUP + "'],'displayName':'x'}",
                "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':{}}")) {
            assertThat(lab.send("PATCH", "/Users/" + id, json(body)).scimType())
                    .as(body)
                    .isEqualTo("invalidSyntax");
        }
    }

    @Test
    void apply_anyStep_leavesItsInputAlone() {
        Map<String, Object> before =
                new LinkedHashMap<>(Map.of("emails", List.of(Map.of("value", "a", "type", "work"))));
        List<PatchStep> steps = PatchStep.compile(
                ResourceType.USER,
                List.of(new PatchOperation(
                        "Operations[0]",
                        PatchOperation.Kind.REPLACE,
                        Optional.of("emails[type eq \"work\"].value"),
                        "b",
                        false)),
                Values.TOLERANT);
        assertThat(ScimPatch.apply(before, steps))
                .isEqualTo(Map.of("emails", List.of(Map.of("value", "b", "type", "work"))));
        assertThat(before).isEqualTo(Map.of("emails", List.of(Map.of("value", "a", "type", "work"))));
    }

    private Reply patch(String... operations) {
        return lab.patch("/Users/" + id, operations);
    }

    private Reply user() {
        return lab.get("/Users/" + id);
    }
}
