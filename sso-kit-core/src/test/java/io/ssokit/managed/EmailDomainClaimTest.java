package io.ssokit.managed;

import static io.ssokit.managed.AdminLab.ROOT;
import static io.ssokit.managed.AdminLab.problems;
import static io.ssokit.managed.AdminLab.saml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.SsoKit;
import io.ssokit.audit.ConnectionEvent;
import io.ssokit.audit.ConnectionEvent.Change;
import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import io.ssokit.contract.InParallel;
import io.ssokit.error.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whose people are sent where: domains that tenants claim while the app runs (matrix row O-16). */
@Tag("O-16")
class EmailDomainClaimTest {
    private static final OptionalLong ANY = OptionalLong.empty();

    private final AdminLab lab = new AdminLab();
    private final SsoKit kit = lab.node();
    private final ConnectionAdmin admin = kit.connectionAdmin();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void claim_unverified_routesAndMatchesNobody() {
        enabled("acme", "okta", "acme.example");
        assertThat(routed("ada@acme.example")).isEmpty();
        assertThat(kit.connections().find("okta").orElseThrow().emailDomains()).isEmpty();
        DomainClaim claim = claim("acme", "okta", "acme.example");
        assertThat(claim.isVerified()).isFalse();
        assertThat(claim.recordName()).isEqualTo("_sso-kit.acme.example");
        assertThat(claim.recordValue()).matches("sso-kit-verification=[A-Za-z0-9_-]{22}");
    }

    /** Or a claim that nobody has proven would let it speak of everybody, and the proof of fewer. */
    @Test
    void claim_unverified_isNoReasonToSpeakOfAllPeopleOfTheTenant() {
        enabled("acme", "okta", "acme.example");
        admin.create(ROOT, "acme", "plain", saml());
        assertThat(kit.connections().find("okta").orElseThrow().trust().domainsOnly())
                .isTrue();
        assertThat(kit.connections().find("plain").orElseThrow().trust().domainsOnly())
                .isFalse();
    }

    @Test
    void verify_recordIsThere_routesOnEveryNode() {
        SsoKit other = lab.node();
        enabled("acme", "okta", "acme.example");
        lab.publish(claim("acme", "okta", "acme.example"));
        assertThat(admin.verifyDomain(ROOT, "acme", "okta", "ACME.example")).isEqualTo(DomainCheck.VERIFIED);
        assertThat(routed("ada@acme.example")).contains("okta");
        lab.clock.advance(Duration.ofSeconds(5));
        assertThat(other.connections().findByEmailDomain(EmailDomain.of("acme.example")))
                .isPresent();
        assertThat(lab.changes())
                .extracting(ConnectionEvent.Changed::change)
                .containsExactly(Change.CREATED, Change.ENABLED, Change.DOMAIN_VERIFIED);
        lab.dns.clear();
        assertThat(admin.verifyDomain(ROOT, "acme", "okta", "acme.example")).isEqualTo(DomainCheck.VERIFIED);
    }

    @Test
    void verify_otherAnswersOfDns_sayWhatAndChangeNothing() {
        enabled("acme", "okta", "acme.example");
        String name = claim("acme", "okta", "acme.example").recordName();
        assertThat(verify("acme", "okta")).isEqualTo(DomainCheck.NO_RECORD);
        lab.dns.put(name, List.of("v=spf1 -all"));
        assertThat(verify("acme", "okta")).isEqualTo(DomainCheck.NO_RECORD);
        lab.dns.put(name, List.of("sso-kit-verification=somebodyElses"));
        assertThat(verify("acme", "okta")).isEqualTo(DomainCheck.OTHER_TOKEN);
        lab.dns.put(name, List.of("TIMEOUT"));
        assertThat(verify("acme", "okta")).isEqualTo(DomainCheck.NO_ANSWER);
        assertThat(routed("ada@acme.example")).isEmpty();
        assertThat(lab.changes()).hasSize(2);
    }

    @Test
    void verify_overRealPackets_verified() throws IOException {
        try (DnsServer server = new DnsServer()) {
            SsoKit real = lab.node(AdminLab.SECRET, b -> b.txtLookup(TxtLookup.dns(server.address())));
            enabled("acme", "okta", "acme.example");
            DomainClaim claim = claim("acme", "okta", "acme.example");
            assertThat(real.connectionAdmin().verifyDomain(ROOT, "acme", "okta", "acme.example"))
                    .isEqualTo(DomainCheck.NO_RECORD);
            server.txt(
                    claim.recordName(),
                    claim.recordValue().substring(0, 30),
                    claim.recordValue().substring(30));
            assertThat(real.connectionAdmin().verifyDomain(ROOT, "acme", "okta", "acme.example"))
                    .isEqualTo(DomainCheck.VERIFIED);
        }
    }

    @Test
    void claim_ofSquatter_keepsNobodyFromVerifying() {
        enabled("evil", "squatter", "acme.example");
        enabled("acme", "okta", "acme.example");
        DomainClaim theirs = claim("evil", "squatter", "acme.example");
        DomainClaim ours = claim("acme", "okta", "acme.example");
        assertThat(theirs.recordValue()).isNotEqualTo(ours.recordValue());
        lab.publish(ours);
        assertThat(verify("evil", "squatter")).isEqualTo(DomainCheck.OTHER_TOKEN);
        assertThat(verify("acme", "okta")).isEqualTo(DomainCheck.VERIFIED);
        assertThat(routed("ada@acme.example")).contains("okta");
        lab.publish(theirs);
        assertThat(verify("evil", "squatter")).isEqualTo(DomainCheck.TAKEN);
        assertThat(routed("ada@acme.example")).contains("okta");
    }

    @Test
    void claim_ofVerifiedDomain_refusedUntilItIsGivenUp() {
        enabled("acme", "okta", "acme.example");
        lab.publish(claim("acme", "okta", "acme.example"));
        verify("acme", "okta");
        assertThat(problems(() -> admin.create(ROOT, "evil", "second", saml("acme.EXAMPLE"))))
                .containsExactly(
                        "connections.second.email-domains: acme.example is claimed by another connection of this"
                                + " tenant, or verified by another tenant");
        assertThat(problems(() -> admin.create(ROOT, "acme", "second", saml("acme.example"))))
                .hasSize(1);
        admin.disable(ROOT, "acme", "okta", ANY);
        assertThat(problems(() -> admin.create(ROOT, "evil", "second", saml("acme.example"))))
                .hasSize(1);
        assertThat(routed("ada@acme.example")).isEmpty();
        admin.delete(ROOT, "acme", "okta", ANY);
        assertThat(admin.create(ROOT, "evil", "second", saml("acme.example")).domains())
                .hasSize(1);
    }

    @Test
    void claim_givenUpAndTakenBack_mustBeVerifiedAnew() {
        enabled("acme", "okta", "acme.example");
        DomainClaim first = claim("acme", "okta", "acme.example");
        lab.publish(first);
        verify("acme", "okta");
        admin.replace(ROOT, "acme", "okta", saml(), ANY);
        assertThat(routed("ada@acme.example")).isEmpty();
        admin.replace(ROOT, "acme", "okta", saml("acme.example"), ANY);
        assertThat(claim("acme", "okta", "acme.example").recordValue()).isNotEqualTo(first.recordValue());
        assertThat(verify("acme", "okta")).isEqualTo(DomainCheck.OTHER_TOKEN);
    }

    @Test
    void claim_keptThroughOtherChanges_staysVerified() {
        enabled("acme", "okta", "acme.example");
        lab.publish(claim("acme", "okta", "acme.example"));
        verify("acme", "okta");
        lab.dns.clear();
        admin.replace(ROOT, "acme", "okta", saml("other.example", "acme.example"), ANY);
        admin.disable(ROOT, "acme", "okta", ANY);
        admin.enable(ROOT, "acme", "okta", ANY);
        admin.resealAll(ROOT);
        assertThat(routed("ada@acme.example")).contains("okta");
        assertThat(routed("ada@other.example")).isEmpty();
    }

    @Test
    void verify_domainThatIsNotClaimedOrOfAnotherTenant_notFound() {
        enabled("acme", "okta", "acme.example");
        for (String domain : List.of("other.example", "sub.acme.example", "", "not a domain")) {
            assertThatExceptionOfType(StoreException.NotFound.class)
                    .isThrownBy(() -> admin.verifyDomain(ROOT, "acme", "okta", domain));
        }
        assertThatExceptionOfType(StoreException.NotFound.class)
                .isThrownBy(() -> admin.verifyDomain(ROOT, "evil", "okta", "acme.example"));
    }

    @Test
    void verify_twoTenantsOnTwoNodesAtOnce_oneOwns() throws Exception {
        SsoKit other = lab.node();
        for (int round = 0; round < 10; round++) {
            String domain = "race" + round + ".example";
            List<DomainClaim> claims = new ArrayList<>();
            for (String tenant : List.of("one", "two")) {
                enabled(tenant, tenant + round, domain);
                claims.add(claim(tenant, tenant + round, domain));
            }
            // Somebody who may write both records; each tenant's token is in DNS.
            lab.dns.put(
                    claims.get(0).recordName(),
                    claims.stream().map(DomainClaim::recordValue).toList());
            String suffix = "" + round;
            List<DomainCheck> came = InParallel.call(
                    2,
                    i -> () -> (i == 0 ? admin : other.connectionAdmin())
                            .verifyDomain(ROOT, i == 0 ? "one" : "two", (i == 0 ? "one" : "two") + suffix, domain));
            assertThat(came).containsExactlyInAnyOrder(DomainCheck.VERIFIED, DomainCheck.TAKEN);
        }
    }

    @Test
    void row_markedVerifiedByHand_countsForNothing() {
        enabled("evil", "squatter", "acme.example");
        lab.sql("update sso_connection_domain set verified = domain");
        lab.sql("update sso_connection set stamp = stamp + 50");
        lab.sql("update sso_change set stamp = stamp + 50");
        lab.clock.advance(Duration.ofSeconds(3));
        assertThat(routed("ada@acme.example")).isEmpty();
    }

    @Test
    void domains_likeTheVerifiedOne_areOthers() {
        enabled("acme", "okta", "a.com");
        lab.publish(claim("acme", "okta", "a.com"));
        verify("acme", "okta");
        int tried = 0;
        List<String> accepted = new ArrayList<>();
        for (String address : List.of(
                "x@a.com.evil.com",
                "x@evil-a.com",
                "x@sub.a.com",
                "victim@a.com@evil.com",
                "victim@evil.com@a.com",
                "\"x@a.com\"@evil.com",
                "x@a.com.",
                "x@.a.com",
                "x@a..com",
                "x@a.com%00.evil.com",
                "x@a.com/evil",
                "x@a.com#evil.com",
                "x@[a.com]",
                "@a.com",
                "a.com",
                "x@аa.com",
                "x@а.com",
                "x@a.com\n.evil.com",
                "x@a.co",
                "x@aa.com",
                "x@com",
                "x@ a.com.evil.com",
                "x".repeat(300) + "@a.com")) {
            tried++;
            routed(address).ifPresent(id -> accepted.add(address));
        }
        System.out.printf("attacks: %d tried, %d accepted (O-16, domains like another)%n", tried, accepted.size());
        assertThat(accepted).isEmpty();
        assertThat(routed("Ada@A.COM")).contains("okta");
        assertThat(routed(" ada@a.com ")).contains("okta");
    }

    @Test
    void domain_international_claimedAndFoundInAscii() {
        enabled("acme", "okta", "Bücher.example");
        DomainClaim claim = claim("acme", "okta", "xn--bcher-kva.example");
        assertThat(claim.recordName()).isEqualTo("_sso-kit.xn--bcher-kva.example");
        lab.publish(claim);
        assertThat(admin.verifyDomain(ROOT, "acme", "okta", "bücher.example")).isEqualTo(DomainCheck.VERIFIED);
        assertThat(routed("ada@BÜCHER.example")).contains("okta");
        assertThat(problems(() -> admin.create(ROOT, "evil", "second", saml("xn--bcher-kva.example"))))
                .hasSize(1);
    }

    @Test
    void domain_claimedTwiceInSeveralSpellings_isOne() {
        enabled("acme", "okta", "acme.example", "ACME.Example", " acme.example ");
        assertThat(admin.find("acme", "okta").orElseThrow().domains()).hasSize(1);
    }

    @Test
    void domain_impossible_isAProblemAndNoClaim() {
        for (String domain : List.of("localhost", "a..b", "*.acme.example", "acme.example/x", "-", "a_b.example")) {
            ManagedConnection made = admin.create(
                    ROOT, "acme", "d" + Integer.toHexString(domain.hashCode()).toLowerCase(Locale.ROOT), saml(domain));
            assertThat(made.domains()).as(domain).isEmpty();
            assertThat(made.problems()).as(domain).hasSize(1);
        }
    }

    @Test
    void insecureAllowUnverifiedDomains_firstWhoClaimsOwns() {
        SsoKit trusting = lab.node(AdminLab.SECRET, SsoKit.Builder::insecureAllowUnverifiedDomains);
        trusting.connectionAdmin().create(ROOT, "acme", "okta", saml("acme.example"));
        trusting.connectionAdmin().enable(ROOT, "acme", "okta", ANY);
        assertThat(trusting.connections()
                        .findByEmailDomain(EmailDomain.of("acme.example"))
                        .map(IdpConnection::id))
                .contains("okta");
        assertThat(trusting.connections().find("okta").orElseThrow().emailDomains())
                .isEqualTo(Set.of(EmailDomain.of("acme.example")));
        assertThat(problems(() -> trusting.connectionAdmin().create(ROOT, "evil", "second", saml("acme.example"))))
                .hasSize(1);
    }

    private void enabled(String tenant, String id, String... domains) {
        admin.create(ROOT, tenant, id, saml(domains));
        admin.enable(ROOT, tenant, id, ANY);
    }

    private DomainCheck verify(String tenant, String id) {
        String domain = admin.find(tenant, id).orElseThrow().domains().get(0).domain();
        return admin.verifyDomain(ROOT, tenant, id, domain);
    }

    private DomainClaim claim(String tenant, String id, String domain) {
        return admin.find(tenant, id).orElseThrow().domains().stream()
                .filter(claim -> claim.domain().equals(domain))
                .findFirst()
                .orElseThrow();
    }

    private Optional<String> routed(String address) {
        return EmailDomain.ofAddress(address)
                .flatMap(kit.connections()::findByEmailDomain)
                .map(IdpConnection::id);
    }
}
