package io.ssokit.directory;

import static io.ssokit.directory.DirectoryLab.ROOT;
import static io.ssokit.directory.DirectoryLab.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.DirectoryEvent;
import io.ssokit.connection.ScimAction;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.ScimStrictness;
import io.ssokit.connection.Secret;
import io.ssokit.directory.DirectoryDocuments.Document;
import io.ssokit.error.StoreException;
import io.ssokit.internal.Sealed;
import io.ssokit.scim.ScimRequest;
import io.ssokit.scim.ScimResponse;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ScimDirectoryAdminTest {
    private static final ScimSettings EVERYTHING_ELSE = ScimSettings.builder()
            .allow(Set.of(ScimAction.UPDATE))
            .rateLimit(7)
            .strict(Set.of(ScimStrictness.PATHS_AS_KEYS))
            .paused(true)
            .breakerPercent(3)
            .breakerWindow(Duration.ofMinutes(5))
            .adminGroups(Set.of("Admins"))
            .protectedGroups(Set.of("file:/etc/passwd"))
            .protectedUsers(Set.of("${HOME}"))
            .webhook(URI.create("https://hook.example/x"))
            .webhookSecret(Secret.of("  0123456789012345678901234567890  "))
            .insecureAllowHttp()
            .build();

    private final DirectoryLab lab = new DirectoryLab();
    private final ScimDirectoryAdmin admin = lab.here.admin();

    @Test
    void create_newTenant_listedWithItsUrlsAndNothingElse() {
        ManagedDirectory made = admin.create(ROOT, "acme", ScimSettings.usual());
        assertThat(made.endpoint()).hasToString("https://app.example/scim/v2");
        assertThat(made.tokenEndpoint()).hasToString("https://app.example/scim/v2/oauth/token");
        assertThat(made.credentials()).isEmpty();
        assertThat(admin.list()).containsExactly(made);
        assertThat(lab.there.admin().list()).containsExactly(made);
        assertThat(admin.find("globex")).isEmpty();
        assertThat(problems(() -> admin.create(ROOT, "acme", ScimSettings.usual())))
                .containsExactly("scim.directories.acme: exists already");
    }

    @Test
    void settings_everyOneOfThem_comeBackAsTheyWere() throws Exception {
        for (RecordComponent setting : ScimSettings.class.getRecordComponents()) {
            assertThat(setting.getAccessor().invoke(EVERYTHING_ELSE))
                    .as("the test says another value than usual for " + setting.getName())
                    .isNotEqualTo(setting.getAccessor().invoke(ScimSettings.usual()));
        }
        admin.create(ROOT, "acme", EVERYTHING_ELSE);
        assertThat(admin.find("acme").orElseThrow().settings()).isEqualTo(EVERYTHING_ELSE);
        assertThat(admin.list().get(0).settings()).isEqualTo(EVERYTHING_ELSE);
    }

    @Test
    void replace_versionThatSomebodyHasChanged_stale() {
        long seen = admin.create(ROOT, "acme", ScimSettings.usual()).version();
        ManagedDirectory changed = admin.replace(ROOT, "acme", EVERYTHING_ELSE, OptionalLong.of(seen));
        assertThat(changed.settings()).isEqualTo(EVERYTHING_ELSE);
        assertThatExceptionOfType(StoreException.StaleVersion.class)
                .isThrownBy(() -> admin.replace(ROOT, "acme", ScimSettings.usual(), OptionalLong.of(seen)));
        assertThatExceptionOfType(StoreException.StaleVersion.class)
                .isThrownBy(() -> admin.delete(ROOT, "acme", OptionalLong.of(seen)));
        assertThatExceptionOfType(StoreException.NotFound.class)
                .isThrownBy(() -> admin.replace(ROOT, "globex", ScimSettings.usual(), OptionalLong.empty()));
    }

    @Test
    void credentials_hundredsRotatedBesideOneThatStays_thatOneStaysLive() {
        Secret kept = lab.directory("acme", ScimSettings.usual());
        for (int i = 0; i < 100; i++) {
            NewCredential client = admin.createClient(ROOT, "acme", "c" + i, Optional.empty());
            admin.revoke(ROOT, "acme", client.credential().id());
        }
        assertThat(lab.here.get(kept)).isEqualTo(200);
        assertThat(admin.find("acme").orElseThrow().credentials()).hasSizeBetween(40, 42);
        lab.token("acme");
        assertThat(problems(() -> lab.token("acme"))).hasSize(1);
    }

    @Test
    void token_rotated_bothLiveUntilTheOldOneIsRevoked() {
        Secret old = lab.directory("acme", ScimSettings.usual());
        assertThat(lab.here.get(old)).isEqualTo(200);
        assertThat(lab.there.get(old)).isEqualTo(200);
        NewCredential next = lab.token("acme");
        lab.propagate();
        assertThat(List.of(lab.there.get(old), lab.there.get(next.secret()))).containsExactly(200, 200);
        assertThat(problems(() -> lab.token("acme")))
                .containsExactly("scim.directories.acme: two are live already; revoke one first");
        String oldId = admin.find("acme").orElseThrow().credentials().get(1).id();
        admin.revoke(ROOT, "acme", oldId);
        assertThat(lab.here.get(old)).isEqualTo(401);
        lab.propagate();
        assertThat(List.of(lab.there.get(old), lab.there.get(next.secret()))).containsExactly(401, 200);
        assertThat(lab.token("acme").secret()).isNotEqualTo(next.secret());
        assertThatExceptionOfType(StoreException.NotFound.class).isThrownBy(() -> admin.revoke(ROOT, "acme", "nobody"));
    }

    @Test
    void token_withAnEnd_endsThere() {
        admin.create(ROOT, "acme", ScimSettings.usual());
        Secret token = admin.createToken(
                        ROOT, "acme", "a", Optional.of(lab.clock.instant().plusSeconds(60)))
                .secret();
        lab.clock.advance(Duration.ofSeconds(59));
        assertThat(lab.here.get(token)).isEqualTo(200);
        lab.clock.advance(Duration.ofSeconds(1));
        assertThat(lab.here.get(token)).isEqualTo(401);
        assertThat(lab.there.get(token)).isEqualTo(401);
        assertThat(problems(() -> admin.createToken(ROOT, "acme", "b", Optional.of(lab.clock.instant()))))
                .hasSize(1);
        assertThat(admin.find("acme").orElseThrow().credentials()).hasSize(1);
        lab.clock.advance(Duration.ofDays(31));
        lab.token("acme");
        assertThat(admin.find("acme").orElseThrow().credentials())
                .extracting(Credential::label)
                .containsExactly("Okta");
    }

    @Test
    void token_used_timeIsKnownToTheMinuteAndWrittenOnceInIt() {
        Secret token = lab.directory("acme", ScimSettings.usual());
        assertThat(admin.find("acme").orElseThrow().credentials().get(0).lastUsed())
                .isEmpty();
        lab.there.get(token);
        int before = lab.asked.get();
        for (int i = 0; i < 100; i++) {
            lab.there.get(token);
        }
        assertThat(lab.asked).hasValue(before);
        lab.clock.advance(Duration.ofSeconds(30));
        lab.there.get(token);
        assertThat(admin.find("acme").orElseThrow().credentials().get(0).lastUsed())
                .contains(lab.clock.instant().minusSeconds(30));
        lab.clock.advance(Duration.ofSeconds(30));
        lab.there.get(token);
        assertThat(admin.find("acme").orElseThrow().credentials().get(0).lastUsed())
                .contains(lab.clock.instant());
    }

    @Test
    void pause_untilResume_503OnEveryNode() {
        Secret token = lab.directory("acme", ScimSettings.usual());
        assertThat(lab.there.get(token)).isEqualTo(200);
        admin.pause(ROOT, "acme");
        ScimResponse paused = lab.here.send(token, "GET", "/ServiceProviderConfig", "");
        assertThat(paused.status()).isEqualTo(503);
        assertThat(paused.headers()).containsEntry("Retry-After", "300");
        assertThat(paused.text()).contains("provisioning is paused");
        lab.propagate();
        assertThat(lab.there.create(token, "a@x")).isEqualTo(503);
        assertThat(lab.there.endpoint().receive(request(token)).refusal()).isPresent();
        admin.resume(ROOT, "acme");
        lab.propagate();
        assertThat(lab.there.create(token, "a@x")).isEqualTo(201);
    }

    private static ScimRequest request(Secret token) {
        return ScimRequest.of("POST", "/Users").header("Authorization", "Bearer " + token.reveal());
    }

    @Test
    void delete_directory_tokensAreDeadAndTheTenantCanHaveANewOne() {
        Secret token = lab.directory("acme", ScimSettings.usual());
        lab.here.get(token);
        admin.delete(ROOT, "acme", OptionalLong.empty());
        assertThat(lab.here.get(token)).isEqualTo(401);
        assertThat(admin.list()).isEmpty();
        assertThatExceptionOfType(StoreException.NotFound.class).isThrownBy(() -> admin.status("acme"));
        Secret next = lab.directory("acme", ScimSettings.usual());
        assertThat(List.of(lab.here.get(token), lab.here.get(next))).containsExactly(401, 200);
    }

    @Test
    void configuredDirectory_changedAtRunTime_refusedAndSaysWhere() {
        String problem = "scim.directories.fixed: belongs to the configuration and is changed there";
        assertThat(problems(() -> admin.create(ROOT, "fixed", ScimSettings.usual())))
                .containsExactly(problem);
        assertThat(problems(() -> admin.pause(ROOT, "fixed"))).containsExactly(problem);
        assertThat(problems(() -> lab.token("fixed"))).containsExactly(problem);
        assertThat(admin.configured()).containsExactly("fixed");
        assertThat(lab.here.get(Secret.of(DirectoryLab.FIXED))).isEqualTo(200);
    }

    @Test
    void configuredToken_used_costsNoQuestionToTheStore() {
        Secret fixed = Secret.of(DirectoryLab.FIXED);
        lab.here.get(fixed);
        int before = lab.asked.get();
        for (int i = 0; i < 50; i++) {
            lab.here.get(fixed);
        }
        assertThat(lab.asked).hasValue(before);
        lab.down = true;
        lab.clock.advance(Duration.ofHours(1));
        assertThat(lab.here.get(fixed)).isEqualTo(200);
    }

    @Test
    void anyToken_goodOrBad_storeIsAskedOnceInTwoSeconds() {
        Secret token = lab.directory("acme", ScimSettings.usual());
        lab.there.get(token);
        int before = lab.asked.get();
        for (int i = 0; i < 50; i++) {
            assertThat(lab.there.get(token)).isEqualTo(200);
            assertThat(lab.there.get(Secret.of("ssokit_scim_garbage" + i))).isEqualTo(401);
        }
        assertThat(lab.asked).hasValue(before);
    }

    @Test
    void storeDown_forLongerThanRevocationMayTake_nobodyIsLetIn() {
        Secret token = lab.directory("acme", ScimSettings.usual());
        lab.here.get(token);
        lab.down = true;
        lab.propagate();
        assertThat(lab.here.get(token)).isEqualTo(200);
        lab.clock.advance(Duration.ofSeconds(2));
        ScimResponse answer = lab.here.send(token, "GET", "/Users", "");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("Retry-After", "7");
        assertThat(lab.here.get(Secret.of("garbage"))).isEqualTo(503);
        assertThat(names()).containsOnlyOnce("scim.directories.outdated");
        lab.down = false;
        lab.propagate();
        assertThat(lab.here.get(token)).isEqualTo(200);
        assertThat(names()).containsOnlyOnce("scim.directories.current");
    }

    @Test
    void off_anyChange_saysTheOption() {
        DirectoryLab.Node off = lab.node(false);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> off.admin().create(ROOT, "acme", ScimSettings.usual()))
                .withMessageContaining("run-time-directories");
        assertThat(off.admin().list()).isEmpty();
        assertThat(off.admin().status("fixed").has(DirectoryStatus.Matter.NOTHING_RECEIVED))
                .isTrue();
        Secret token = lab.directory("acme", ScimSettings.usual());
        assertThat(off.get(token)).isEqualTo(401);
    }

    @Test
    void changes_eachOfThem_toldWithWhoAndWhatButNoSecret() {
        Secret token = lab.directory("acme", ScimSettings.usual());
        NewCredential client = admin.createClient("ann\n@app", "acme", "Entra", Optional.empty());
        admin.replace(ROOT, "acme", EVERYTHING_ELSE, OptionalLong.empty());
        admin.resume(ROOT, "acme");
        admin.pause(ROOT, "acme");
        admin.revoke(ROOT, "acme", client.credential().id());
        admin.delete(ROOT, "acme", OptionalLong.empty());
        assertThat(names())
                .containsExactly(
                        "scim.directory.created",
                        "scim.directory.token-created",
                        "scim.directory.client-created",
                        "scim.directory.settings-changed",
                        "scim.directory.resumed",
                        "scim.directory.paused",
                        "scim.directory.client-revoked",
                        "scim.directory.deleted");
        DirectoryEvent.Changed made = (DirectoryEvent.Changed) lab.events.get(2);
        assertThat(made.actor()).isEqualTo("ann @app");
        assertThat(made.detail()).isEqualTo(client.credential().id() + " (Entra)");
        assertThat(((DirectoryEvent.Changed) lab.events.get(3)).detail()).contains("rateLimit", "webhookSecret");
        assertThat(lab.events.toString())
                .doesNotContain(token.reveal(), client.secret().reveal(), "0123456789012345678901234567890");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> admin.create("\u200b ", "acme", ScimSettings.usual()));
    }

    @Test
    @Tag("P-02")
    void storeAndViews_dumped_holdNoTokenAndNoHashOfOne() {
        int tried = 0;
        int found = 0;
        Set<String> secrets = new HashSet<>();
        for (String tenant : List.of("acme", "globex", "initech")) {
            secrets.add(lab.directory(tenant, ScimSettings.usual()).reveal());
            secrets.add(lab.token(tenant).secret().reveal());
            secrets.add(admin.createClient(ROOT, tenant, "c", Optional.empty())
                    .secret()
                    .reveal());
        }
        StringBuilder dump = new StringBuilder(lab.events.toString()).append(admin.list());
        for (Document document : lab.stores.scim().directories().changesSince(0).documents()) {
            dump.append(document).append(document.sealed());
        }
        for (String secret : secrets) {
            TokenHash hash = TokenHash.of(secret);
            for (String trace : List.of(secret, secret.substring(secret.length() - 43), hash.toHex())) {
                tried++;
                found += dump.indexOf(trace) >= 0 ? 1 : 0;
            }
            // 256 bit from SecureRandom behind the prefix.
            assertThat(Base64.getUrlDecoder()
                            .decode(secret.substring(secret.lastIndexOf('_', secret.length() - 44) + 1)))
                    .hasSize(32);
        }
        System.out.println("attacks: " + tried + " tried, " + found + " accepted (P-02 tokens at rest)");
        assertThat(secrets).hasSize(9);
        assertThat(found).isZero();
    }

    @Test
    void rows_swappedOrRolledBackByHand_letNobodyInAndDisturbNoOther() {
        Secret good = lab.directory("good", ScimSettings.usual());
        Secret evil = lab.directory("evil", ScimSettings.usual());
        lab.directory("victim", ScimSettings.usual());
        DirectoryDocuments store = lab.stores.scim().directories();
        Document mine = store.find("evil").orElseThrow();
        Document before = store.find("victim").orElseThrow();
        store.save(new Document("victim", false, before.version() + 1, mine.changed(), mine.sealed()));
        Document old = store.find("good").orElseThrow();
        admin.revoke(
                ROOT,
                "good",
                admin.find("good").orElseThrow().credentials().get(0).id());
        store.save(new Document("good", false, old.version() + 2, old.changed(), old.sealed()));
        lab.propagate();
        assertThat(lab.there.get(good)).isEqualTo(401);
        assertThat(lab.there.get(evil)).isEqualTo(200);
        assertThat(names()).filteredOn("scim.directory.unreadable"::equals).isNotEmpty();
        assertThat(problems(() -> admin.pause(ROOT, "victim")))
                .singleElement()
                .asString()
                .contains("another secret");
        admin.delete(ROOT, "victim", OptionalLong.empty());
        assertThat(lab.here.get(lab.directory("victim", ScimSettings.usual()))).isEqualTo(200);
    }

    @Test
    void resealAll_secretReplaced_oldOneIsNotNeededAfterwards() {
        Secret token = lab.directory("acme", ScimSettings.usual());
        byte[] next = new byte[32];
        next[0] = 1;
        DirectoryDocuments store = lab.stores.scim().directories();
        DirectoryLab.Node both = lab.node(true, Sealed.with(next, List.of(new byte[32])), store);
        assertThat(lab.node(true, Sealed.with(next), store).get(token)).isEqualTo(401);
        assertThat(both.get(token)).isEqualTo(200);
        assertThat(both.admin().resealAll(ROOT)).isEmpty();
        assertThat(lab.node(true, Sealed.with(next), store).get(token)).isEqualTo(200);
        lab.propagate();
        assertThat(lab.here.admin().resealAll(ROOT)).containsExactly("acme");
    }

    private List<String> names() {
        return lab.events.stream()
                .map(AuditEvent::name)
                .filter(name -> name.startsWith("scim.director"))
                .toList();
    }
}
