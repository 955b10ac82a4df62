package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.filter;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.Stores;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values and names of filters, orders and pages that mean something to a database, a pattern or a directory. */
@Tag("P-11")
class ScimInjectionAttackTest {
    private static final List<String> VALUES = List.of(
            "' or 1=1--",
            "x' or 'a'='a",
            "\" or \"a\"=\"a",
            "'; drop table sso_user; --",
            "') union select id from sso_user --",
            "%",
            "_",
            "%%",
            "a%",
            "*",
            "a*",
            "\\",
            "\\%",
            "!",
            "!%",
            "!_",
            "${jndi:ldap://x}",
            "#{7*7}",
            ")(uid=*",
            "*)(objectClass=*",
            "[a-z]",
            ".*",
            "?",
            "{\"$ne\":null}",
            "\\u0027 or 1=1",
            "';select pg_sleep(10)--");
    private static final List<String> NAMES = List.of(
            "userName'",
            "userName--",
            "1=1) or (userName",
            "userName;drop table sso_user",
            "u.user_name",
            "sso_user.user_name",
            "user_name",
            "(select 1)",
            "userName,id",
            "userName desc",
            "id from sso_user--",
            "case when 1=1 then id end",
            "urn:ietf:params:scim:schemas:core:2.0:User:userName' or '1'='1",
            "emails.value'",
            "emails[",
            "$where",
            "*",
            "rest",
            "tenant");
    private static final Map<String, BiPredicate<String, String>> OPERATORS = Map.of(
            "eq", String::equals,
            "co", String::contains,
            "sw", String::startsWith,
            "ew", String::endsWith);

    private ScimLab lab;
    private final List<String> everybody = new ArrayList<>();

    /** Empty stores to run on. */
    Stores stores() {
        return new ScimLab().stores;
    }

    @BeforeEach
    void people() {
        lab = new ScimLab(stores());
        everybody.addAll(List.of("ada", "a", "az", "u0027", "uid", "1=1", "49", "axb"));
        everybody.addAll(VALUES);
        everybody.forEach(name -> assertThat(create(ScimLab.ACME_TOKEN, name)).isEqualTo(201));
        assertThat(create(ScimLab.GLOBEX_TOKEN, "foreign%'")).isEqualTo(201);
    }

    private int create(String token, String name) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("userName", name);
        body.put("displayName", name);
        body.put("externalId", name);
        body.put("title", name);
        body.put("emails", List.of(Map.of("value", name, "type", name)));
        byte[] json = JsonText.bytes(body);
        return lab.sendAs(token, ScimRequest.of("POST", "/Users").json(new String(json, StandardCharsets.UTF_8)))
                .status();
    }

    @Test
    void values_everyOperatorAndAttribute_matchThemselvesOnly() {
        int tried = 0;
        int accepted = 0;
        for (String path : List.of("userName", "displayName", "externalId", "title", "emails.value", "emails.type")) {
            for (Map.Entry<String, BiPredicate<String, String>> operator : OPERATORS.entrySet()) {
                for (String value : VALUES) {
                    List<String> expected = everybody.stream()
                            .filter(name -> operator.getValue().test(folded(path, name), folded(path, value)))
                            .sorted()
                            .toList();
                    tried++;
                    String term = path + " " + operator.getKey() + " " + quoted(value);
                    accepted +=
                            names(lab.get("/Users?count=200&" + filter(term))).equals(expected) ? 0 : 1;
                }
            }
        }
        for (String value : VALUES) {
            tried += 2;
            accepted += total("emails[type eq " + quoted(value) + " and value co " + quoted(value) + "]") == 1 ? 0 : 1;
            accepted += total("not (title eq " + quoted(value) + ")") == everybody.size() - 1 ? 0 : 1;
        }
        report(tried, accepted);
    }

    @Test
    void names_inFilterSortProjectionAndCursor_refusedOrWithoutEffect() {
        int tried = 0;
        int accepted = 0;
        for (String name : NAMES) {
            String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
            for (String target : List.of(
                    "/Users?" + filter(name + " eq \"ada\""),
                    "/Users?" + filter(name + " pr"),
                    "/Users?" + filter("emails[" + name + " eq \"ada\"]"),
                    "/Users?sortBy=" + encoded,
                    "/Users?sortBy=userName&sortOrder=" + encoded,
                    "/Users?cursor=" + encoded,
                    "/Users?startIndex=" + encoded,
                    "/?" + filter(name + " eq \"ada\""))) {
                tried++;
                accepted += lab.get(target).status() == 400 ? 0 : 1;
            }
            tried++;
            Reply projected = lab.get("/Users?attributes=" + encoded);
            accepted += projected.status() == 200 && projected.list("Resources").size() == everybody.size() ? 0 : 1;
        }
        report(tried, accepted);
    }

    private void report(int tried, int accepted) {
        System.out.printf(
                "attacks: %d tried, %d accepted (P-11, %s)%n",
                tried, accepted, getClass().getSimpleName());
        assertThat(accepted).isZero();
        assertThat(lab.get("/Users?count=0").at("totalResults")).isEqualTo((long) everybody.size());
    }

    private long total(String filter) {
        return (Long) lab.get("/Users?count=0&" + filter(filter)).at("totalResults");
    }

    private static List<String> names(Reply reply) {
        return reply.list("Resources").stream()
                .map(user -> String.valueOf(((Map<?, ?>) user).get("userName")))
                .sorted()
                .toList();
    }

    private static String folded(String path, String value) {
        return path.equals("externalId") ? value : value.toLowerCase(Locale.ROOT);
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
