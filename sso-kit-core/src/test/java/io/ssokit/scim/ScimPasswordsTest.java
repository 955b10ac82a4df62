package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.error.StoreException;
import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Passwords reach the app and nobody else. */
class ScimPasswordsTest {
    private static final String PASSWORD = "Tr0ub4dor&3";

    private final List<String> set = new ArrayList<>();
    private Optional<RuntimeException> failure = Optional.empty();
    private final ScimLab lab = new ScimLab(
            MemoryStores.create(ScimLab.CLOCK),
            builder -> builder.passwords((user, password) -> {
                failure.ifPresent(one -> {
                    throw one;
                });
                set.add(user.tenant() + " " + user.userName() + " " + user.version() + " " + password.reveal());
            }));

    private Reply create() {
        return lab.post("/Users", json("{'userName':'ann','password':'" + PASSWORD + "'}"));
    }

    @Test
    void password_byPostPutAndPatch_reachesTheAppAfterTheRecordIsStored() {
        String id = create().created();
        lab.send("PUT", "/Users/" + id, json("{'userName':'ann','title':'x','PASSWORD':'p2'}"));
        lab.patch(
                "/Users/" + id,
                "{'op':'add','path':'title','value':'y'}",
                "{'op':'replace','path':'password','value':'p3'}");
        lab.patch("/Users/" + id, "{'op':'replace','value':{'password':'p4'}}");
        lab.patch(
                "/Users/" + id,
                "{'op':'replace','value':{'password':'p5'}}",
                "{'op':'Add','path':'urn:ietf:params:scim:schemas:core:2.0:User:password','value':['p6']}");

        assertThat(set)
                .containsExactly(
                        "acme ann 1 " + PASSWORD, "acme ann 2 p2", "acme ann 3 p3", "acme ann 3 p4", "acme ann 3 p6");
        assertThat(lab.stores.users().find("acme", id).toString()).doesNotContain(PASSWORD, "p2", "p3");
    }

    @Test
    void password_notGivenOrEmpty_isNotSet() {
        String id = lab.post("/Users", json("{'userName':'ann','password':''}")).created();
        lab.send("PUT", "/Users/" + id, json("{'userName':'ann','password':null}"));
        lab.patch("/Users/" + id, "{'op':'add','path':'title','value':'y'}");
        lab.post("/Users", json("{'userName':'ann','password':'" + PASSWORD + "'}"));

        assertThat(set).isEmpty();
        assertThat(lab.patch("/Users/" + id, "{'op':'remove','path':'password'}")
                        .scimType())
                .isEqualTo("mutability");
    }

    @Test
    void set_refusingOrFailing_leavesTheRecordStored() {
        failure = Optional.of(new IllegalArgumentException("too weak: " + PASSWORD));
        Reply refused = create();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.scimType()).isEqualTo("invalidValue");
        assertThat(refused.detail()).contains("everything else is stored").doesNotContain(PASSWORD);
        assertThat(lab.stores.users().findByUserName("acme", "ann")).isPresent();
        failure = Optional.of(new StoreException.Unavailable("vault", Duration.ofSeconds(7), null));
        String id =
                lab.stores.users().findByUserName("acme", "ann").orElseThrow().id();
        Reply later = lab.patch("/Users/" + id, "{'op':'add','path':'password','value':'p'}");
        assertThat(later.status()).isEqualTo(503);
        assertThat(later.response().headers()).containsEntry("Retry-After", "7");
        failure = Optional.of(new StoreException.StaleVersion("vault"));
        assertThat(lab.patch("/Users/" + id, "{'op':'add','path':'password','value':'p'}")
                        .status())
                .isEqualTo(500);
        failure = Optional.empty();
        assertThat(lab.patch("/Users/" + id, "{'op':'add','path':'password','value':'p'}")
                        .status())
                .isEqualTo(200);
        assertThat(set).containsExactly("acme ann 1 p");
    }

    @Test
    @DisplayName("RFC 7643 §5: changePassword is supported if the app takes passwords")
    void changePassword_inServiceProviderConfig_isTrueOnlyWithAnApp() {
        assertThat(lab.get("/ServiceProviderConfig").at("changePassword/supported"))
                .isEqualTo(true);
        assertThat(new ScimLab().get("/ServiceProviderConfig").at("changePassword/supported"))
                .isEqualTo(false);
    }

    @Test
    @Tag("P-09")
    void password_anywhereButInTheApp_isNeverSeen() {
        String id = create().created();
        List<Reply> replies = List.of(
                lab.get("/Users/" + id + "?attributes=password"),
                lab.get("/Users?attributes=password"),
                lab.send(
                        "PUT",
                        "/Users/" + id + "?attributes=password",
                        json("{'userName':'ann','password':'" + PASSWORD + "'}")),
                lab.patch(
                        "/Users/" + id + "?attributes=password",
                        "{'op':'add','path':'password','value':'" + PASSWORD + "'}"),
                lab.patch(
                        "/Users/" + id, "{'op':'add','path':'password[type eq \\\"" + PASSWORD + "\\\"]','value':'x'}"),
                lab.post("/Users", json("{'userName':'ann','password':'" + PASSWORD + "'}")),
                lab.get("/Users?" + ScimLab.filter("password eq \"" + PASSWORD + "\"")),
                lab.get("/Users?sortBy=password"));
        long accepted = replies.stream()
                .filter(reply -> reply.response().text().contains(PASSWORD)
                        || reply.response().text().contains("\"password\""))
                .count();
        if (lab.events.toString().contains(PASSWORD)) {
            accepted++;
        }
        System.out.println("attacks: " + (replies.size() + 1) + " tried, " + accepted + " accepted (P-09)");
        assertThat(accepted).isZero();
        assertThat(set).hasSize(3);
    }
}
