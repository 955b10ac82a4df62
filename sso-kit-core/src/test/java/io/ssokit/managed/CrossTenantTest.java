package io.ssokit.managed;

import static io.ssokit.managed.AdminLab.ROOT;
import static io.ssokit.managed.AdminLab.oidc;
import static io.ssokit.managed.AdminLab.saml;
import static io.ssokit.managed.AdminLab.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.ConnectionState;
import io.ssokit.error.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An administrator of one tenant tries everything there is against the connections of another. */
class CrossTenantTest {
    private static final String SECRET = "secret-of-the-victim";

    private final AdminLab lab = new AdminLab();
    private final SsoKit kit = lab.node();
    private final ConnectionAdmin admin = kit.connectionAdmin();

    private int tried;
    private final List<String> accepted = new ArrayList<>();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    @Tag("U-08")
    void everyCall_againstEveryStateOfAnotherTenantsConnection_changesAndShowsNothing() {
        victims();
        String before = lab.dump();
        List<String> shown = new ArrayList<>();
        for (String id : List.of("draft", "enabled", "disabled", "deleted")) {
            for (String tenant : List.of("evil", "ACME", "acme2", "Acme", "default", "acme.", "-")) {
                for (OptionalLong version : versions()) {
                    attack(id, tenant, version, shown);
                }
                shown.add(String.valueOf(admin.find(tenant, id)));
                shown.add(String.valueOf(admin.check(tenant, id, oidc(ConnectionAdmin.MASK))));
            }
        }
        shown.add(String.valueOf(admin.list("evil")));
        System.out.printf(
                "attacks: %d tried, %d accepted (cross-tenant, run-time connections)%n", tried, accepted.size());
        assertThat(accepted).isEmpty();
        assertThat(tried).isGreaterThanOrEqualTo(500);
        assertThat(lab.dump()).isEqualTo(before);
        assertThat(shown.toString()).doesNotContain(SECRET).doesNotContain("op.acme.example/hidden");
        assertThat(admin.replace(ROOT, "acme", "enabled", with(victim(), "label", "ours"), OptionalLong.of(2))
                        .keys())
                .containsEntry("label", "ours");
    }

    private void attack(String id, String tenant, OptionalLong version, List<String> shown) {
        Map<String, Runnable> acts = new LinkedHashMap<>();
        acts.put("create", () -> shown.add("" + admin.create("eve", tenant, id, saml("evil.example"))));
        acts.put("create with its tenant", () -> admin.create("eve", tenant, id, with(saml(), "tenant", "acme")));
        acts.put("replace", () -> admin.replace("eve", tenant, id, saml(), version));
        acts.put("replace with masks", () -> admin.replace("eve", tenant, id, oidc(ConnectionAdmin.MASK), version));
        acts.put("enable", () -> admin.enable("eve", tenant, id, version));
        acts.put("disable", () -> admin.disable("eve", tenant, id, version));
        acts.put("delete", () -> admin.delete("eve", tenant, id, version));
        acts.put("verify", () -> admin.verifyDomain("eve", tenant, id, "acme.example"));
        acts.forEach((what, act) -> {
            tried++;
            try {
                act.run();
                accepted.add(what + " of " + id + " as " + tenant);
            } catch (StoreException.NotFound | IllegalArgumentException refused) {
                shown.add(String.valueOf(refused.getMessage()));
            }
        });
    }

    private static List<OptionalLong> versions() {
        return List.of(OptionalLong.empty(), OptionalLong.of(1), OptionalLong.of(2), OptionalLong.of(3));
    }

    private static Map<String, Object> victim() {
        return with(
                with(oidc(SECRET), "email-domains", List.of("acme.example")),
                "issuer",
                "https://op.acme.example/hidden");
    }

    private void victims() {
        for (ConnectionState state : ConnectionState.values()) {
            String id = state.name().toLowerCase(Locale.ROOT);
            Map<String, Object> keys = state == ConnectionState.ENABLED ? victim() : oidc(SECRET);
            admin.create(ROOT, "acme", id, keys);
            if (state == ConnectionState.ENABLED || state == ConnectionState.DISABLED) {
                admin.enable(ROOT, "acme", id, OptionalLong.empty());
            }
            if (state == ConnectionState.DISABLED) {
                admin.disable(ROOT, "acme", id, OptionalLong.empty());
            }
            if (state == ConnectionState.DELETED) {
                admin.delete(ROOT, "acme", id, OptionalLong.empty());
            }
        }
    }
}
