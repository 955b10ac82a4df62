package io.ssokit.managed;

import static io.ssokit.managed.AdminLab.ROOT;
import static io.ssokit.managed.AdminLab.oidc;
import static io.ssokit.managed.AdminLab.problems;
import static io.ssokit.managed.AdminLab.saml;
import static io.ssokit.managed.AdminLab.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ssokit.SsoKit;
import io.ssokit.audit.ConnectionEvent;
import io.ssokit.audit.ConnectionEvent.Change;
import io.ssokit.config.SsoKitConfig;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.ConnectionState;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.Secret;
import io.ssokit.contract.InParallel;
import io.ssokit.error.StoreException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an administrator may do to connections, and what comes of it. */
class ConnectionAdminTest {
    private static final OptionalLong ANY = OptionalLong.empty();
    private static final String HIDDEN = "s3cret-that-nobody-may-see";

    private final AdminLab lab = new AdminLab();
    private final SsoKit kit = lab.node();
    private final ConnectionAdmin admin = kit.connectionAdmin();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void create_goodKeys_draftThatSignsNobodyIn() {
        ManagedConnection made = admin.create(ROOT, "acme", "okta", saml());
        assertThat(made.state()).isEqualTo(ConnectionState.DRAFT);
        assertThat(made.version()).isOne();
        assertThat(made.problems()).isEmpty();
        assertThat(made.keys()).isEqualTo(saml());
        assertThat(kit.connections().list()).isEmpty();
        assertThat(kit.connections().find("okta"))
                .hasValueSatisfying(found -> assertThat(found.trust().enabled()).isFalse());
    }

    @Test
    void create_keysWithProblems_draftThatListsThemAll() {
        ManagedConnection made =
                admin.create(ROOT, "acme", "op", Map.of("type", "oidc", "isuer", "x", "max-age", "soon"));
        assertThat(made.problems())
                .anySatisfy(line -> assertThat(line).startsWith("connections.op.isuer: is not a known key"))
                .anySatisfy(line -> assertThat(line).startsWith("connections.op.max-age: is not a duration"))
                .contains("connections.op.issuer: is missing", "connections.op.client-id: is missing");
        assertThat(problems(() -> admin.enable(ROOT, "acme", "op", ANY))).isEqualTo(made.problems());
        assertThat(admin.check("acme", "op", made.keys())).containsAll(made.problems());
    }

    @Test
    void enable_draftWithoutProblems_signsInAtOnceWithItsTenantAndKeys() {
        admin.create(ROOT, "acme", "op", oidc(HIDDEN));
        ManagedConnection enabled = admin.enable(ROOT, "acme", "op", OptionalLong.of(1));
        assertThat(enabled.state()).isEqualTo(ConnectionState.ENABLED);
        OidcConnection live = (OidcConnection) kit.connections().find("op").orElseThrow();
        assertThat(live.trust().enabled()).isTrue();
        assertThat(live.tenant()).isEqualTo("acme");
        assertThat(live.client().secret().orElseThrow().reveal()).isEqualTo(HIDDEN);
        assertThat(kit.connections().list()).containsExactly(live);
    }

    @Test
    void replace_enabledOne_takesEffectOrIsRefusedAsAWhole() {
        enabled("okta", saml());
        admin.replace(ROOT, "acme", "okta", with(saml(), "label", "New"), OptionalLong.of(2));
        assertThat(kit.connections().find("okta").orElseThrow().label()).isEqualTo("New");
        Map<String, Object> broken = with(with(saml(), "label", "Broken"), "sso-url", "ftp://x");
        assertThat(problems(() -> admin.replace(ROOT, "acme", "okta", broken, ANY)))
                .isNotEmpty();
        assertThat(kit.connections().find("okta").orElseThrow().label()).isEqualTo("New");
    }

    @Test
    void disable_enabledOne_goneFromTheListAndSwitchedOff() {
        enabled("okta", saml());
        assertThat(admin.disable(ROOT, "acme", "okta", ANY).state()).isEqualTo(ConnectionState.DISABLED);
        assertThat(kit.connections().list()).isEmpty();
        assertThat(kit.connections().find("okta").orElseThrow().trust().enabled())
                .isFalse();
        assertThat(admin.enable(ROOT, "acme", "okta", ANY).state()).isEqualTo(ConnectionState.ENABLED);
        assertThat(kit.connections().list()).hasSize(1);
    }

    @Test
    void delete_enabledOne_onlyAfterItIsDisabled() {
        enabled("okta", saml());
        assertThat(problems(() -> admin.delete(ROOT, "acme", "okta", ANY))).hasSize(1);
        admin.disable(ROOT, "acme", "okta", ANY);
        admin.delete(ROOT, "acme", "okta", ANY);
        assertThat(kit.connections().find("okta")).isEmpty();
        assertThat(admin.find("acme", "okta")).isEmpty();
        assertThat(admin.list()).isEmpty();
        assertThatExceptionOfType(StoreException.NotFound.class)
                .isThrownBy(() -> admin.enable(ROOT, "acme", "okta", ANY));
        assertThat(admin.create(ROOT, "acme", "okta", saml()).version()).isEqualTo(5);
    }

    @Test
    void change_versionThatIsOld_staleAndNothingChanged() {
        enabled("okta", saml());
        assertThatExceptionOfType(StoreException.StaleVersion.class)
                .isThrownBy(
                        () -> admin.replace(ROOT, "acme", "okta", with(saml(), "label", "Mine"), OptionalLong.of(1)));
        assertThatExceptionOfType(StoreException.StaleVersion.class)
                .isThrownBy(() -> admin.disable(ROOT, "acme", "okta", OptionalLong.of(1)));
        assertThat(kit.connections().find("okta").orElseThrow().label()).isEqualTo("Acme");
    }

    @Test
    void replace_manyAdministratorsOfOneVersionAtOnce_oneWins() throws Exception {
        admin.create(ROOT, "acme", "okta", saml());
        ConnectionAdmin other = lab.node().connectionAdmin();
        List<Boolean> won = InParallel.call(8, i -> () -> {
            try {
                (i % 2 == 0 ? admin : other)
                        .replace("admin" + i, "acme", "okta", with(saml(), "label", "L" + i), OptionalLong.of(1));
                return true;
            } catch (StoreException.StaleVersion lost) {
                return false;
            }
        });
        assertThat(won).containsOnlyOnce(true);
        assertThat(lab.changes()).hasSize(2);
    }

    @Test
    void disable_whateverVersionWhileOthersSave_comesThrough() throws Exception {
        enabled("okta", saml());
        InParallel.call(4, i -> () -> {
            if (i == 0) {
                return admin.disable(ROOT, "acme", "okta", ANY);
            }
            return admin.replace("admin" + i, "acme", "okta", with(saml(), "label", "L" + i), ANY);
        });
        assertThat(admin.find("acme", "okta").orElseThrow().state()).isEqualTo(ConnectionState.DISABLED);
    }

    @Test
    @Tag("U-08")
    void view_secrets_masked() {
        Map<String, Object> keys = with(with(oidc(HIDDEN), "client_secret", HIDDEN), "client-key", HIDDEN);
        admin.create(ROOT, "acme", "op", with(keys, "extra", Map.of("deep", List.of(HIDDEN))));
        ManagedConnection seen = admin.find("acme", "op").orElseThrow();
        assertThat(seen.keys())
                .containsEntry("client-secret", ConnectionAdmin.MASK)
                .containsEntry("client_secret", ConnectionAdmin.MASK)
                .containsEntry("client-key", ConnectionAdmin.MASK)
                .containsEntry("issuer", "https://op.acme.example");
        admin.create(ROOT, "acme", "odd", Map.of("type", HIDDEN + "x", "client-secret", HIDDEN));
        String all = admin.list() + " " + admin.list("acme") + " " + admin.check("acme", "op", seen.keys());
        assertThat(all.replace(HIDDEN + "x", "")).doesNotContain(HIDDEN);
    }

    @Test
    @Tag("U-08")
    void secret_everywhereElse_neverInClear() {
        enabled("op", oidc(HIDDEN));
        IdpConnection live = kit.connections().find("op").orElseThrow();
        Content content = new Content(oidc(HIDDEN), Map.of());
        assertThat(List.of(
                                live.toString(),
                                content.toString(),
                                Edit.of(oidc(HIDDEN), Map.of()).toString(),
                                lab.events.toString(),
                                kit.stores().connections().changesSince(0).toString(),
                                lab.dump())
                        .toString())
                .doesNotContain(HIDDEN)
                .doesNotContain("op.acme.example/token");
        assertThat(lab.dump()).doesNotContain("op.acme.example").contains("op", "acme", "ENABLED");
    }

    @Test
    void replace_maskGivenBack_keepsTheSecret() {
        enabled("op", oidc(HIDDEN));
        ManagedConnection seen = admin.find("acme", "op").orElseThrow();
        admin.replace(ROOT, "acme", "op", with(seen.keys(), "label", "New"), OptionalLong.of(seen.version()));
        OidcConnection live = (OidcConnection) kit.connections().find("op").orElseThrow();
        assertThat(live.label()).isEqualTo("New");
        assertThat(live.client().secret().orElseThrow().reveal()).isEqualTo(HIDDEN);
        assertThat(lab.changes().get(2).keys()).containsExactly("label");
    }

    @Test
    @Tag("U-08")
    void replace_maskWithAnotherAddress_secretMustBeGivenAgain() {
        admin.create(ROOT, "acme", "op", oidc(HIDDEN));
        Map<String, Object> seen = admin.find("acme", "op").orElseThrow().keys();
        Map<String, Object> addresses = Map.of(
                "issuer", "https://evil.example",
                "token-endpoint", "https://evil.example/token",
                "user-info-endpoint", "https://evil.example/me",
                "user-info-endpoints", List.of("https://evil.example/me"),
                "discovery", "https://evil.example/.well-known",
                "pushed-request-endpoint", "https://evil.example/par",
                "insecure-allow-http", "true",
                "type", "oauth2");
        addresses.forEach((key, value) -> assertThat(
                        problems(() -> admin.replace(ROOT, "acme", "op", with(seen, key, value), ANY)))
                .as(key)
                .containsExactly("connections.op.client-secret: must be given again, because " + key + " has changed"));
        Map<String, Object> again = with(with(seen, "issuer", "https://new.example"), "client-secret", "another");
        admin.replace(ROOT, "acme", "op", again, ANY);
        assertThat(admin.find("acme", "op").orElseThrow().keys()).containsEntry("issuer", "https://new.example");
    }

    @Test
    void replace_maskWhereNoSecretIs_refused() {
        admin.create(ROOT, "acme", "okta", saml());
        assertThat(problems(() -> admin.replace(ROOT, "acme", "okta", with(saml(), "client-secret", "********"), ANY)))
                .singleElement()
                .asString()
                .startsWith("connections.okta.client-secret: is the mask");
        assertThat(problems(() -> admin.create(ROOT, "acme", "op", oidc("********"))))
                .hasSize(1);
        assertThat(problems(() -> admin.create(ROOT, "acme", "op", with(saml(), "certificates", List.of("********")))))
                .hasSize(1);
    }

    @Test
    void keys_numbersAndTruthValues_asInYaml() {
        admin.create(ROOT, "acme", "okta", with(saml(), "show-on-login", false));
        assertThat(admin.enable(ROOT, "acme", "okta", ANY).problems()).isEmpty();
        assertThat(kit.connections().find("okta").orElseThrow().trust().showOnLogin())
                .isFalse();
    }

    @Test
    void keys_sameAsInYaml_makeTheSameConnection() {
        String text = """
                base-url: https://app.example.com
                connections:
                  okta:
                    type: saml
                    tenant: acme
                    label: Acme
                    metadata: https://idp.acme.example/metadata
                    jit: create
                    match-on: email
                    max-authn-age: 1h
                    expect-roles: [staff, admins]
                    attributes:
                      email: mail
                      family-name:
                        from: [sn, surname]
                        required: true
                """;
        SsoKitConfig yaml = SsoKitConfig.yaml(text);
        Map<String, Object> block = Map.of(
                "type", "saml",
                "tenant", "acme",
                "label", "Acme",
                "metadata", "https://idp.acme.example/metadata",
                "jit", "create",
                "match-on", "email",
                "max-authn-age", "1h",
                "expect-roles", List.of("staff", "admins"),
                "attributes",
                        Map.of(
                                "email",
                                "mail",
                                "family-name",
                                Map.of("from", List.of("sn", "surname"), "required", true)));
        admin.create(ROOT, "acme", "okta", block);
        assertThat(admin.enable(ROOT, "acme", "okta", ANY).keys().toString())
                .contains("surname")
                .doesNotContain(ConnectionAdmin.MASK);
        try (SsoKit fixed = yaml.build()) {
            assertThat(kit.connections().find("okta"))
                    .isEqualTo(fixed.connections().find("okta"))
                    .isPresent();
        }
    }

    @Test
    void keys_stateAndTenantOfAnother_problems() {
        assertThat(admin.check("acme", "okta", with(saml(), "enabled", "true")))
                .singleElement()
                .asString()
                .startsWith("connections.okta.enabled: ");
        assertThat(admin.check("acme", "okta", with(saml(), "tenant", "globex")))
                .singleElement()
                .asString()
                .startsWith("connections.okta.tenant: ");
        assertThat(admin.check("acme", "okta", with(saml(), "tenant", "acme"))).isEmpty();
    }

    @Test
    void keys_filesOfTheServer_neverRead() {
        for (String file : List.of("/etc/passwd", "file:///etc/passwd", "../x", "FILE:/etc/passwd")) {
            Map<String, Object> keys = new HashMap<>(Map.of("type", "saml", "metadata", file));
            assertThat(admin.check("acme", "okta", keys))
                    .contains("connections.okta.metadata: is neither an https URL nor XML");
            assertThat(admin.check("acme", "okta", with(saml(), "certificates", List.of(file))))
                    .contains("connections.okta.certificates: is not a certificate as PEM or Base64");
        }
    }

    @Test
    @Tag("U-10")
    void keys_thatMakeItWeak_onlyWhereTheConfigurationAllowsIt() {
        Map<String, Object> weak = with(saml(), "insecure-allow-sha1", "true");
        assertThat(admin.check("acme", "okta", weak))
                .singleElement()
                .asString()
                .startsWith("connections.okta.insecure-allow-sha1: is not for run-time connections");
        ConnectionAdmin tolerant = lab.node(AdminLab.SECRET, SsoKit.Builder::insecureAllowRunTimeExemptions)
                .connectionAdmin();
        assertThat(tolerant.check("acme", "okta", weak)).isEmpty();
    }

    @Test
    void keys_beyondAllBounds_refused() {
        Map<String, Object> deep = Map.of("a", "b");
        for (int i = 0; i < 1_000; i++) {
            deep = Map.of("attributes", deep);
        }
        Map<String, Object> nested = deep;
        assertThat(problems(() -> admin.create(ROOT, "acme", "deep", nested))).hasSize(1);
        assertThat(problems(() -> admin.create(ROOT, "acme", "large", Map.of("metadata", "x".repeat(5 << 20)))))
                .containsExactly("connections.large: is larger than 4 MiB");
        Map<String, Object> crowded = new LinkedHashMap<>(saml());
        for (int i = 0; i < 800_000; i++) {
            crowded.put(Integer.toString(i, Character.MAX_RADIX), "");
        }
        assertThat(problems(() -> admin.create(ROOT, "acme", "crowded", crowded)))
                .as("each unknown key is told of at length, on every node")
                .containsExactly("connections.crowded: holds more than 5000 values");
        String[] many = new String[101];
        for (int i = 0; i < many.length; i++) {
            many[i] = "d" + i + ".example";
        }
        assertThat(problems(() -> admin.create(ROOT, "acme", "many", saml(many))))
                .singleElement()
                .asString()
                .contains("more than 100");
    }

    @Test
    void ids_impossibleTakenOrOfTheConfiguration_refused() {
        SsoKit mixed = lab.node(
                AdminLab.SECRET,
                builder -> builder.connections(IdpConnection.saml("fixed")
                        .idpEntityId("https://idp.example")
                        .ssoUrl("https://idp.example/sso")
                        .certificates(AdminLab.CERTIFICATE)));
        ConnectionAdmin there = mixed.connectionAdmin();
        there.create(ROOT, "acme", "okta", saml());
        for (String id : List.of("", "a/b", "../a", "a b", "x".repeat(64), "fixed", "okta", "é")) {
            assertThat(problems(() -> there.create(ROOT, "acme", id, saml())))
                    .as(id)
                    .hasSize(1);
        }
        assertThat(problems(() -> there.create(ROOT, "a/b", "other", saml()))).hasSize(1);
        assertThat(mixed.connections().find("fixed")).isPresent();
    }

    @Test
    void changes_eachIsToldWithWhoAndWhichKeys() {
        admin.create("ada@acme.example", "acme", "op", oidc(HIDDEN));
        admin.replace("eve\r\n2026 fake\u2028line", "acme", "op", with(oidc("n3w"), "label", "x"), ANY);
        admin.enable("x".repeat(500), "acme", "op", ANY);
        admin.disable(ROOT, "acme", "op", ANY);
        admin.delete(ROOT, "acme", "op", ANY);
        assertThat(lab.changes())
                .extracting(ConnectionEvent.Changed::change)
                .containsExactly(Change.CREATED, Change.SAVED, Change.ENABLED, Change.DISABLED, Change.DELETED);
        assertThat(lab.changes().get(0).actor()).isEqualTo("ada@acme.example");
        assertThat(lab.changes().get(0).keys()).containsExactly("client-id", "client-secret", "issuer", "type");
        assertThat(lab.changes().get(1).actor()).isEqualTo("eve  2026 fake line");
        assertThat(lab.changes().get(1).keys()).containsExactly("client-secret", "label");
        assertThat(lab.changes().get(2).actor()).hasSize(200);
        assertThat(lab.names()).contains("connection.created", "connection.deleted");
    }

    @Test
    void change_byNobody_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> admin.create(" \n", "acme", "okta", saml()));
        assertThat(admin.list()).isEmpty();
    }

    @Test
    void connectionAdmin_switchedOff_saysSo() {
        try (SsoKit plain = SsoKit.builder(AdminLab.US).build()) {
            assertThatIllegalStateException().isThrownBy(plain::connectionAdmin);
        }
    }

    @Test
    void build_databaseWithoutSecretOrSecretMissing_refused() {
        assertThatExceptionOfType(ConfigurationProblems.class)
                .isThrownBy(() -> SsoKit.builder(AdminLab.US)
                        .runTimeConnections()
                        .stores(kit.stores())
                        .build())
                .satisfies(wrong -> assertThat(wrong.problems())
                        .singleElement()
                        .asString()
                        .startsWith("secret: is missing: the run-time connections"));
        assertThatExceptionOfType(ConfigurationProblems.class)
                .isThrownBy(() -> SsoKit.builder(AdminLab.US)
                        .runTimeConnections()
                        .connectionStore(kit.connections())
                        .previousSecret(Secret.of("short"))
                        .build())
                .satisfies(wrong -> assertThat(wrong.problems())
                        .anySatisfy(line -> assertThat(line).startsWith("run-time-connections: "))
                        .anySatisfy(line -> assertThat(line).startsWith("previous-secret: ")));
    }

    private void enabled(String id, Map<String, Object> keys) {
        admin.create(ROOT, "acme", id, keys);
        admin.enable(ROOT, "acme", id, ANY);
    }
}
