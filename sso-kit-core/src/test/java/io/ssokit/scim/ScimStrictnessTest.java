package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.ScimStrictness;
import io.ssokit.connection.Secret;
import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each switch of a directory, both ways: what it refuses, and that nothing else is refused by it. */
class ScimStrictnessTest {
    private static final String STRICT_TOKEN = "strict-token-0123456789-0123456789-012345678";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "UNKNOWN_ATTRIBUTES   | {'op':'add','value':{'favourite':'red','title':'x'}}                  | invalidSyntax",
                "UNKNOWN_ATTRIBUTES   | {'op':'add','path':'name','value':{'nick':'red','givenName':'x'}}     | invalidSyntax",
                "UNKNOWN_ATTRIBUTES   | {'op':'add','path':'emails','value':[{'value':'x','colour':'red'}]}   | invalidSyntax",
                "READ_ONLY_ATTRIBUTES | {'op':'replace','value':{'id':'42','title':'x'}}                      | mutability",
                "READ_ONLY_ATTRIBUTES | {'op':'replace','value':{'groups':[],'title':'x'}}                    | mutability",
                "REPLACE_ABSENT       | {'op':'replace','path':'emails[type eq \\\"home\\\"].value','value':'x'}  | noTarget",
                "TEXT_FOR_COMPLEX     | {'op':'add','path':'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager','value':'7'} | invalidValue",
                "TEXT_FOR_COMPLEX     | {'op':'add','path':'emails','value':'x'}                              | invalidValue",
                "TEXT_FOR_BOOLEAN     | {'op':'replace','path':'active','value':'True'}                       | invalidValue",
                "TEXT_FOR_BOOLEAN     | {'op':'add','path':'emails','value':[{'value':'x','primary':'true'}]} | invalidValue",
                "REMOVE_WITH_VALUE    | {'op':'remove','path':'emails','value':[{'value':'ann'}]}             | invalidSyntax",
            })
    void patch_whatTheRfcRefuses_isRefusedWhereStrictOnly(ScimStrictness where, String operation, String scimType) {
        Reply tolerated = patched(tolerant(), operation);
        Reply refused = patched(strictIn(EnumSet.of(where)), operation);
        Reply strictElsewhere = patched(strictIn(EnumSet.complementOf(EnumSet.of(where))), operation);

        assertThat(tolerated.status()).as(tolerated.response().text()).isEqualTo(200);
        assertThat(values(strictElsewhere)).isEqualTo(values(tolerated));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.scimType()).isEqualTo(scimType);
        assertThat(refused.detail()).startsWith("Operations[0]: ");
    }

    @Test
    void pathsAsKeys_whereStrict_areUnknownAttributes() {
        String operation = "{'op':'replace','value':{'name.givenName':'Kk','title':'x'}}";

        assertThat(patched(tolerant(), operation).at("name/givenName")).isEqualTo("Kk");
        Reply leftOut = patched(strictIn(EnumSet.of(ScimStrictness.PATHS_AS_KEYS)), operation);
        assertThat(leftOut.at("name/givenName")).isEqualTo("Barbara");
        assertThat(leftOut.at("title")).isEqualTo("x");
        assertThat(patched(
                                strictIn(EnumSet.of(ScimStrictness.PATHS_AS_KEYS, ScimStrictness.UNKNOWN_ATTRIBUTES)),
                                operation)
                        .scimType())
                .isEqualTo("invalidSyntax");
        // An extension under its URN is the RFC's own form.
        assertThat(patched(
                                strictIn(EnumSet.allOf(ScimStrictness.class)),
                                "{'op':'replace','value':{'" + ScimLab.ENTERPRISE + "':{'department':'Eng'}}}")
                        .at(ScimLab.ENTERPRISE + "/department"))
                .isEqualTo("Eng");
    }

    @Test
    void missingSchemas_postAndPatch_refusedWhereStrict() {
        ScimLab strict = strictIn(EnumSet.of(ScimStrictness.MISSING_SCHEMAS));
        String body = json("{'userName':'zoe'}");
        String patch = json("{'Operations':[{'op':'add','path':'title','value':'x'}]}");

        assertThat(tolerant().post("/Users", body).status()).isEqualTo(201);
        assertThat(strict.post("/Users", body).scimType()).isEqualTo("invalidSyntax");
        ScimLab lab = tolerant();
        assertThat(lab.send("PATCH", "/Users/" + user(lab), patch).status()).isEqualTo(200);
        assertThat(strict.send("PATCH", "/Users/" + user(strict), patch).scimType())
                .isEqualTo("invalidSyntax");
    }

    @Test
    void unknownAttributes_inBodies_refusedWhereStrict() {
        ScimLab strict = strictIn(EnumSet.of(ScimStrictness.UNKNOWN_ATTRIBUTES));
        for (String unknown : List.of(
                "'adreses':[{'country':'DE'}]",
                "'emails':[{'value':'x','colour':'red'}]",
                "'urn:example:nobody:1.0:User':{'a':1}",
                "'" + ScimLab.ENTERPRISE + "':{'shoeSize':43}")) {
            String body = json("{'schemas':['" + ScimLab.USER + "'],'userName':'zoe'," + unknown + "}");
            assertThat(tolerant().post("/Users", body).status()).as(unknown).isEqualTo(201);
            assertThat(strict.post("/Users", body).scimType()).as(unknown).isEqualTo("invalidSyntax");
        }
        String all = json("{'schemas':['" + ScimLab.USER + "','" + ScimLab.ENTERPRISE
                + "'],'userName':'zoe','EXTERNALID':'7','password':'x','" + ScimLab.ENTERPRISE
                + "':{'department':'Eng'}}");
        assertThat(strict.post("/Users", all).status()).isEqualTo(201);
    }

    /** RFC 7644 §3.5.1: what is readOnly in the body of a PUT "SHALL be ignored", strict or not. */
    @ParameterizedTest
    @EnumSource(ScimStrictness.class)
    void put_ofWhatGetGave_isTaken(ScimStrictness where) {
        ScimLab lab = strictIn(EnumSet.of(where));
        String id = user(lab);
        String got = lab.get("/Users/" + id).response().text();

        assertThat(lab.send("PUT", "/Users/" + id, got).response().text()).isEqualTo(got);
    }

    private static ScimLab tolerant() {
        return strictIn(EnumSet.noneOf(ScimStrictness.class));
    }

    private static ScimLab strictIn(EnumSet<ScimStrictness> strict) {
        ScimSettings settings = ScimSettings.builder().strict(strict).build();
        ScimLab lab = new ScimLab(
                MemoryStores.create(ScimLab.CLOCK),
                builder -> builder.directories(List.of(
                        ScimDirectory.of("strict", Secret.of(STRICT_TOKEN)).with(settings))));
        return lab.as(STRICT_TOKEN);
    }

    private static String user(ScimLab lab) {
        return lab.user("ann");
    }

    private static Reply patched(ScimLab lab, String operation) {
        return lab.patch("/Users/" + user(lab), operation);
    }

    /** All but what differs from person to person. */
    private static Map<String, Object> values(Reply reply) {
        Map<String, Object> values = new TreeMap<>(reply.json());
        values.keySet().removeAll(Set.of("id", "meta"));
        return values;
    }
}
