package io.ssokit.managed;

import static io.ssokit.managed.AdminLab.ROOT;
import static io.ssokit.managed.AdminLab.oidc;
import static io.ssokit.managed.AdminLab.problems;
import static io.ssokit.managed.AdminLab.saml;
import static io.ssokit.managed.AdminLab.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.SsoKit;
import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.ConnectionEvent;
import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.ConnectionDocuments.Claim;
import io.ssokit.connection.ConnectionDocuments.Document;
import io.ssokit.connection.ConnectionState;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.Secret;
import io.ssokit.contract.InParallel;
import io.ssokit.error.LoginError;
import io.ssokit.error.StoreException;
import io.ssokit.internal.Hmac;
import io.ssokit.internal.Sealed;
import io.ssokit.login.LoginReply;
import io.ssokit.login.LoginRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is stored and what serves: on two nodes, while the database is down, after somebody has been in the tables. */
class ManagedConnectionsTest {
    private static final OptionalLong ANY = OptionalLong.empty();
    private static final String OTHER_SECRET = "another-secret-another-secret-another";

    private final AdminLab lab = new AdminLab();
    private final SsoKit here = lab.node();
    private final SsoKit there = lab.node();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    @Tag("F-13")
    void change_onOneNode_countsOnTheOtherWithinFiveSeconds() {
        assertThat(there.connections().find("okta")).isEmpty();
        enabled("okta", saml());
        assertThat(here.connections().find("okta")).isPresent();
        lab.clock.advance(Duration.ofSeconds(5));
        assertThat(there.connections().find("okta")).isPresent();
        assertThat(start(there, "okta")).isInstanceOf(LoginReply.Redirect.class);

        here.connectionAdmin().disable(ROOT, "acme", "okta", ANY);
        assertThat(error(start(here, "okta"))).isEqualTo(LoginError.CONNECTION_DISABLED);
        lab.clock.advance(Duration.ofSeconds(5));
        assertThat(error(start(there, "okta"))).isEqualTo(LoginError.CONNECTION_DISABLED);
        assertThat(there.connections().list()).isEmpty();

        here.connectionAdmin().delete(ROOT, "acme", "okta", ANY);
        lab.clock.advance(Duration.ofSeconds(5));
        assertThat(error(start(there, "okta"))).isEqualTo(LoginError.UNKNOWN_CONNECTION);
    }

    @Test
    void find_underLoad_storeAskedOnceInTwoSeconds() throws Exception {
        enabled("okta", saml());
        there.connections().find("okta");
        int before = lab.asked.get();
        for (int i = 0; i < 1_000; i++) {
            there.connections().find("okta");
            there.connections().list();
        }
        assertThat(lab.asked.get()).isEqualTo(before);
        lab.clock.advance(Duration.ofSeconds(3));
        InParallel.call(16, i -> () -> there.connections().find("okta"));
        assertThat(lab.asked.get()).isEqualTo(before + 1);
    }

    @Test
    void find_afterLongSilence_newestBeforeItAnswers() {
        enabled("okta", saml());
        there.connections().find("okta");
        here.connectionAdmin().disable(ROOT, "acme", "okta", ANY);
        lab.clock.advance(Duration.ofHours(3));
        assertThat(there.connections().find("okta").orElseThrow().trust().enabled())
                .isFalse();
    }

    @Test
    void find_clockPutBack_storeIsAskedAllTheSame() {
        there.connections().find("okta");
        enabled("okta", saml());
        lab.clock.advance(Duration.ofHours(-1));
        assertThat(there.connections().find("okta")).isPresent();
    }

    @Test
    void find_unchangedConnection_sameObjectForTheEngines() {
        enabled("okta", saml());
        IdpConnection before = there.connections().find("okta").orElseThrow();
        enabled("other", saml());
        lab.clock.advance(Duration.ofSeconds(3));
        assertThat(there.connections().list()).hasSize(2);
        assertThat(there.connections().find("okta").orElseThrow()).isSameAs(before);
    }

    @Test
    void find_databaseDown_lastGoodServesAndIsToldOnce() {
        enabled("okta", saml());
        there.connections().find("okta");
        lab.down = true;
        for (int i = 0; i < 20; i++) {
            lab.clock.advance(Duration.ofMinutes(1));
            assertThat(there.connections().find("okta")).isPresent();
        }
        lab.down = false;
        lab.clock.advance(Duration.ofSeconds(3));
        assertThat(there.connections().find("okta")).isPresent();
        assertThat(lab.names().stream().filter(name -> name.startsWith("connections.")))
                .containsExactly("connections.outdated", "connections.current");
    }

    @Test
    void find_databaseDownFromTheStart_unavailableUntilItAnswers() {
        enabled("okta", saml());
        lab.down = true;
        SsoKit late = lab.node();
        assertThat(error(start(late, "okta"))).isEqualTo(LoginError.STORE_UNAVAILABLE);
        assertThatExceptionOfType(StoreException.Unavailable.class)
                .isThrownBy(() -> late.connections().list());
        int asked = lab.asked.get();
        assertThat(error(start(late, "okta"))).isEqualTo(LoginError.STORE_UNAVAILABLE);
        assertThat(lab.asked.get()).isEqualTo(asked);
        lab.down = false;
        lab.clock.advance(Duration.ofSeconds(3));
        assertThat(late.connections().find("okta")).isPresent();
    }

    @Test
    void connections_ofTheConfigurationBesideThem_thoseWin() {
        SsoKit mixed = lab.node(
                AdminLab.SECRET,
                builder -> builder.insecureAllowUnverifiedDomains()
                        .connections(fixed("fixed").emailDomains("fixed.example")));
        enabled("fixed", saml("fixed.example", "acme.example"));
        enabled("okta", saml());
        lab.clock.advance(Duration.ofSeconds(3));
        assertThat(mixed.connections().list()).extracting(IdpConnection::id).containsExactly("fixed", "okta");
        assertThat(mixed.connections().find("fixed").orElseThrow().label()).isEqualTo("fixed");
        assertThat(mixed.connectionAdmin().list("acme")).hasSize(2);
        assertThat(problems(() -> mixed.connectionAdmin().create(ROOT, "acme", "more", saml("FIXED.example"))))
                .containsExactly("connections.more.email-domains: fixed.example belongs to a connection of the"
                        + " configuration");
        lab.down = true;
        SsoKit late = lab.node(AdminLab.SECRET, builder -> builder.connections(fixed("fixed")));
        assertThat(late.connections().find("fixed")).isPresent();
        assertThat(late.connections().list()).hasSize(1);
    }

    @Test
    void rows_changedSwappedOrSwitchedOnByHand_serveNobodyAndDisturbNoOther() {
        enabled("good", saml());
        enabled("swapped", oidc("secret-of-swapped"));
        enabled("victim", oidc("secret-of-victim"));
        here.connectionAdmin().create(ROOT, "acme", "draft", oidc("secret-of-draft"));
        enabled("moved", saml());
        enabled("rolled", saml());
        List<String> acts = List.of(
                "update sso_connection set sealed = (select sealed from sso_connection where id = 'swapped')"
                        + " where id = 'victim'",
                "update sso_connection set state = 'ENABLED' where id = 'draft'",
                "update sso_connection set tenant = 'evil' where id = 'moved'",
                "update sso_connection set version = version + 1 where id = 'rolled'",
                "update sso_connection set sealed = concat('A', substring(sealed, 2)) where id = 'swapped'",
                "update sso_connection set stamp = stamp + 100",
                "update sso_change set stamp = stamp + 100");
        acts.forEach(lab::sql);
        lab.clock.advance(Duration.ofSeconds(3));
        assertThat(there.connections().list()).extracting(IdpConnection::id).containsExactly("good");
        for (String id : List.of("victim", "draft", "moved", "rolled", "swapped")) {
            assertThat(there.connections().find(id)).as(id).isEmpty();
        }
        assertThat(lab.events.stream().filter(ConnectionEvent.Unreadable.class::isInstance))
                .hasSize(5);
        assertThat(there.connectionAdmin().find("acme", "victim").orElseThrow().readable())
                .isFalse();
        assertThat(problems(() -> there.connectionAdmin().enable(ROOT, "acme", "draft", ANY)))
                .hasSize(1);
        there.connectionAdmin().replace(ROOT, "acme", "victim", oidc("new"), ANY);
        assertThat(there.connections().find("victim")).isPresent();
    }

    @Test
    void previousSecret_opensWhatItSealed_untilItIsSealedAnew() {
        enabled("okta", saml());
        enabled("op", oidc("s3cret"));
        SsoKit strange = lab.node(OTHER_SECRET, builder -> builder);
        assertThat(strange.connections().list()).isEmpty();
        assertThat(strange.connectionAdmin().list())
                .extracting(ManagedConnection::readable)
                .containsOnly(false);

        SsoKit turning = lab.node(OTHER_SECRET, builder -> builder.previousSecret(Secret.of(AdminLab.SECRET)));
        assertThat(turning.connections().list()).hasSize(2);
        ManagedConnection seen = turning.connectionAdmin().find("acme", "op").orElseThrow();
        turning.connectionAdmin().replace(ROOT, "acme", "op", with(seen.keys(), "label", "New"), ANY);
        assertThat(turning.connectionAdmin().resealAll(ROOT)).isEqualTo(new ConnectionAdmin.Resealed(1, List.of()));
        assertThat(turning.connectionAdmin().resealAll(ROOT)).isEqualTo(new ConnectionAdmin.Resealed(0, List.of()));

        SsoKit turned = lab.node(OTHER_SECRET, builder -> builder);
        assertThat(turned.connections().list()).hasSize(2);
        assertThat(lab.node().connections().list()).isEmpty();
        assertThat(lab.node().connectionAdmin().resealAll(ROOT).unreadable()).containsExactlyInAnyOrder("okta", "op");
    }

    @Test
    void connection_thatThisVersionRefuses_servesNobodyAndIsTold() {
        enabled("good", saml());
        Sealed sealed = Sealed.with(
                Hmac.with(AdminLab.SECRET.getBytes(StandardCharsets.UTF_8)).derive("sso-kit/connections"));
        Document document = new DocumentSeal(sealed)
                .seal(
                        new Content(with(saml(), "option-of-tomorrow", "x"), Map.of()),
                        "later",
                        "acme",
                        ConnectionState.ENABLED,
                        1,
                        Instant.EPOCH);
        here.stores().connections().save(document, Set.of(new Claim("later.example", false)));
        lab.clock.advance(Duration.ofSeconds(3));
        assertThat(there.connections().list()).extracting(IdpConnection::id).containsExactly("good");
        assertThat(lab.events)
                .filteredOn(ConnectionEvent.Unreadable.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(((ConnectionEvent.Unreadable) event).detail())
                        .contains("option-of-tomorrow: is not a known key"));
    }

    @Test
    void stamp_smallerThanKnown_everythingIsReadAgain() {
        enabled("okta", saml());
        there.connections().find("okta");
        lab.sql("delete from sso_connection");
        lab.sql("update sso_change set stamp = 1");
        lab.clock.advance(Duration.ofSeconds(3));
        assertThat(there.connections().list()).isEmpty();
    }

    @Test
    void snapshot_ofAThousandConnections_readOnceAndThenOnlyWhatChanges() {
        ConnectionDocuments store = here.stores().connections();
        Sealed sealed = Sealed.with(
                Hmac.with(AdminLab.SECRET.getBytes(StandardCharsets.UTF_8)).derive("sso-kit/connections"));
        DocumentSeal seal = new DocumentSeal(sealed);
        for (int i = 0; i < 1_000; i++) {
            Content content = new Content(saml(), Map.of());
            store.save(seal.seal(content, "c" + i, "t" + i, ConnectionState.ENABLED, 1, Instant.EPOCH), Set.of());
        }
        lab.clock.advance(Duration.ofSeconds(3));
        long began = System.nanoTime();
        assertThat(there.connections().list()).hasSize(1_000);
        long all = System.nanoTime() - began;
        List<IdpConnection> before = new ArrayList<>(there.connections().list());
        here.connectionAdmin().disable(ROOT, "t7", "c7", ANY);
        lab.clock.advance(Duration.ofSeconds(3));
        began = System.nanoTime();
        List<IdpConnection> after = there.connections().list();
        long one = System.nanoTime() - began;
        assertThat(after).hasSize(999);
        assertThat(before.stream().filter(old -> after.stream().anyMatch(now -> now == old)))
                .hasSize(999);
        System.out.printf(
                "run-time connections: 1000 read in %d ms, one change of them in %.1f ms%n",
                Duration.ofNanos(all).toMillis(), one / 1e6);
        assertThat(Duration.ofNanos(all)).isLessThan(Duration.ofSeconds(20));
    }

    private static SamlConnectionBuilder fixed(String id) {
        return IdpConnection.saml(id)
                .idpEntityId("https://idp.example")
                .ssoUrl("https://idp.example/sso")
                .certificates(AdminLab.CERTIFICATE);
    }

    private void enabled(String id, Map<String, Object> keys) {
        here.connectionAdmin().create(ROOT, "acme", id, keys);
        here.connectionAdmin().enable(ROOT, "acme", id, ANY);
    }

    private static LoginReply start(SsoKit kit, String id) {
        return kit.flow()
                .start(id, new LoginRequest("GET", Optional.empty(), Map.of(), Map.of(), Map.of(), Optional.empty()));
    }

    /** The reason that the audit was told. */
    private LoginError error(LoginReply reply) {
        assertThat(reply).isInstanceOf(LoginReply.Refused.class);
        return lab.events.stream()
                .filter(AuditEvent.SignInRefused.class::isInstance)
                .map(AuditEvent.SignInRefused.class::cast)
                .filter(event -> event.reference().equals(((LoginReply.Refused) reply).reference()))
                .findFirst()
                .orElseThrow()
                .error();
    }
}
