package io.ssokit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.login.LoginReply.SignOutStep;
import io.ssokit.login.LogoutLab;
import io.ssokit.login.LogoutLab.SignedIn;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.LogoutScript;
import io.ssokit.testing.LogoutScript.Part;
import io.ssokit.testing.SamlBinding;
import io.ssokit.testing.SamlMessage;
import io.ssokit.testing.SamlScript;
import io.ssokit.testing.SamlSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S-32: nobody but the connection's identity provider ends a session, and it ends none but those that it names. */
@Tag("S-32")
class ForgedLogoutTest {
    private static final LogoutLab LAB = new LogoutLab();
    private static final List<SamlBinding> BINDINGS = List.of(SamlBinding.REDIRECT, SamlBinding.POST);

    private SignedIn alice;
    private SignedIn bob;
    private LogoutAttacks attacks;

    @BeforeEach
    void signIn() {
        alice = LAB.signIn("alice");
        bob = LAB.signIn("bob");
        attacks = new LogoutAttacks(LAB, "S-32", alice, bob);
    }

    @AfterAll
    static void close() {
        LAB.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = SamlBinding.class,
            names = {"REDIRECT", "POST"})
    void demand_genuine_ends(SamlBinding binding) {
        assertThat(LAB.receive(LAB.asRequest(message(binding, s -> {})))).isInstanceOf(SignOutStep.class);
        assertThat(LAB.isLive(alice)).isFalse();
        assertThat(LAB.isLive(bob)).isTrue();
    }

    @Test
    void demand_notByOurIdentityProvider_refused() {
        forged("unsigned", s -> s.unsigned());
        forged("stranger's", s -> s.signer(SamlScript.Signer.STRANGER));
        for (String issuer : List.of("https://other.example", "", LAB.idp.saml().entityId() + "/", "urn:x")) {
            forged("issuer " + issuer, s -> s.part(Part.ISSUER, issuer));
        }
        forged("no issuer", s -> s.part(Part.ISSUER, null));
        try (FakeIdp other =
                FakeIdp.builder().entityId(LAB.idp.saml().entityId()).start()) {
            other.saml().register(metadata());
            for (SamlBinding binding : BINDINGS) {
                attacks.refused(
                        "another IdP of the same name",
                        LAB.asRequest(
                                other.saml().logout().request(alice.atIdp(), binding, null, LogoutScript.standard())));
            }
        }
        attacks.assertNoneAccepted();
    }

    @Test
    void demand_tamperedWith_refused() {
        for (UnaryOperator<String> edit : List.<UnaryOperator<String>>of(
                xml -> xml.replace("alice@", "bob@"),
                xml -> xml.replaceFirst("<samlp:SessionIndex>.*</samlp:SessionIndex>", ""),
                xml -> xml.replaceFirst("(<samlp:SessionIndex>)", "<samlp:SessionIndex>x</samlp:SessionIndex>$1"),
                xml -> xml.replaceFirst("NotOnOrAfter=\"2026", "NotOnOrAfter=\"2027"),
                xml -> xml.replaceFirst(" NotOnOrAfter=\"[^\"]*\"", ""),
                xml -> xml.replaceFirst("ID=\"", "ID=\"x"),
                xml -> xml.replaceFirst("</saml:NameID>", "<!---->.evil</saml:NameID>"))) {
            forged("tampered", s -> s.afterSigning(edit));
        }
        attacks.assertNoneAccepted();
    }

    @Test
    void demand_forSomebodyElse_refused() {
        for (String destination : List.of(
                LogoutLab.SLO + "/",
                LogoutLab.SLO + "?x",
                LogoutLab.SLO.toUpperCase(Locale.ROOT),
                LogoutLab.SLO.replace("https", "http"),
                LogoutLab.SLO.replace("acme", "globex"),
                LogoutLab.SLO.replace("slo", "acs"),
                "https://other.example/slo",
                " " + LogoutLab.SLO,
                "")) {
            forged("destination " + destination, s -> s.part(Part.DESTINATION, destination));
        }
        forged("no destination", s -> s.part(Part.DESTINATION, null));
        attacks.assertNoneAccepted();
    }

    @Test
    void demand_tooLateOrTooEarly_refused() {
        for (int seconds : List.of(-86_400 * 365, -86_400, -3600, -781, -720)) {
            forged("issued " + seconds, s -> s.issued(Duration.ofSeconds(seconds)));
            forged("over since " + seconds, s -> s.notOnOrAfter(Duration.ofSeconds(seconds)));
        }
        forged("over", s -> s.notOnOrAfter(Duration.ofSeconds(-120)));
        for (int seconds : List.of(121, 3600, 86_400 * 365)) {
            forged("issued in " + seconds, s -> s.issued(Duration.ofSeconds(seconds)));
        }
        for (String time : List.of("", "yesterday", "2026-11-22T10:00:00", "2026-11-22")) {
            forged(
                    "NotOnOrAfter " + time,
                    s -> s.beforeSigning(
                            xml -> xml.replaceFirst("NotOnOrAfter=\"[^\"]*\"", "NotOnOrAfter=\"" + time + "\"")));
            forged(
                    "IssueInstant " + time,
                    s -> s.beforeSigning(
                            xml -> xml.replaceFirst("IssueInstant=\"[^\"]*\"", "IssueInstant=\"" + time + "\"")));
        }
        forged("no IssueInstant", s -> s.beforeSigning(xml -> xml.replaceFirst("IssueInstant=\"[^\"]*\"", "")));
        attacks.assertNoneAccepted();
    }

    @Test
    void demand_malformed_refused() {
        forged("version", s -> s.part(Part.VERSION, "1.1"));
        forged("no version", s -> s.part(Part.VERSION, null));
        forged("no NameID", s -> s.part(Part.NAME_ID, null));
        forged("blank NameID", s -> s.part(Part.NAME_ID, " "));
        forged("SPNameQualifier", s -> s.part(Part.SP_NAME_QUALIFIER, "urn:other"));
        forged(
                "two NameIDs",
                s -> s.beforeSigning(
                        xml -> xml.replaceFirst("(<saml:NameID)", "<saml:NameID>bob@example.com</saml:NameID>$1")));
        forged(
                "NameID and EncryptedID",
                s -> s.beforeSigning(
                        xml -> xml.replaceFirst("(<saml:NameID)", "<saml:EncryptedID></saml:EncryptedID>$1")));
        forged("BaseID", s -> s.beforeSigning(xml -> xml.replace("saml:NameID", "saml:BaseID")));
        forged(
                "elements in NameID",
                s -> s.beforeSigning(xml -> xml.replaceFirst("</saml:NameID>", "<saml:x/></saml:NameID>")));
        forged(
                "elements in SessionIndex",
                s -> s.beforeSigning(xml -> xml.replaceFirst("</samlp:SessionIndex>", "<x/></samlp:SessionIndex>")));
        forged("an unknown part", s -> s.beforeSigning(xml -> xml.replaceFirst("(<saml:NameID)", "<saml:Subject/>$1")));
        forged("text between the parts", s -> s.beforeSigning(xml -> xml.replaceFirst("(<saml:NameID)", "text$1")));
        forged("a response", s -> s.beforeSigning(xml -> xml.replace("samlp:LogoutRequest", "samlp:LogoutResponse")));
        forged(
                "another message",
                s -> s.beforeSigning(xml -> xml.replace("samlp:LogoutRequest", "samlp:ArtifactResolve")));
        forged(
                "other namespace",
                s -> s.beforeSigning(xml -> xml.replace("samlp:LogoutRequest", "saml:LogoutRequest")));
        forged("no ID", s -> s.unsigned().part(Part.ID, null));
        String[] many = new String[51];
        java.util.Arrays.setAll(many, i -> "i" + i);
        forged("endless indexes", s -> s.sessionIndexes(many));
        attacks.assertNoneAccepted();
    }

    /** It may be answered, for it is our identity provider's; but it means nobody who is signed in here. */
    @Test
    void demand_otherNameIdOrIndex_sessionStays() {
        String index = String.valueOf(alice.atIdp().sessionIndex());
        for (String name : List.of("Alice@example.com", "alice@example.co", "alice", "bob", "%", "*", "' or '1'='1")) {
            harmless("NameID " + name, s -> s.part(Part.NAME_ID, name).sessionIndexes());
            harmless("NameID " + name, s -> s.part(Part.NAME_ID, name));
        }
        harmless("format", s -> s.part(Part.NAME_ID_FORMAT, "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"));
        harmless("no format", s -> s.part(Part.NAME_ID_FORMAT, null));
        harmless(
                "NameQualifier", s -> s.part(Part.NAME_QUALIFIER, LAB.idp.saml().entityId()));
        for (String other : List.of("", " ", "x", index + "x", index.toLowerCase(Locale.ROOT) + "-", "%")) {
            harmless("index " + other, s -> s.sessionIndexes(other));
        }
        harmless("bob's index", s -> s.sessionIndexes(String.valueOf(bob.atIdp().sessionIndex())));
        attacks.assertNoneAccepted();
    }

    /** A connection ends its own sessions, not those of another one with the same identity provider. */
    @Test
    void demand_atAnotherConnection_sessionStays() {
        for (SamlBinding binding : BINDINGS) {
            SamlSession atGlobex = new SamlSession(
                    "https://app.example.com/sso/saml/globex/metadata",
                    alice.atIdp().nameId(),
                    alice.atIdp().nameIdFormat(),
                    null,
                    null);
            SamlMessage message = LAB.idp.saml().logout().request(atGlobex, binding, null, LogoutScript.standard());
            attacks.refused("globex's at acme's", LAB.asRequest(message));
            LAB.kit.logout().receive("globex", LAB.asRequest(message));
            attacks.harmless("acme's at globex's", LAB.get("SAMLRequest=x"));
        }
        attacks.assertNoneAccepted();
    }

    @Test
    void demand_replayed_refused() {
        for (SamlBinding binding : BINDINGS) {
            SignedIn carol = LAB.signIn("alice");
            SamlMessage message =
                    LAB.idp.saml().logout().request(carol.atIdp(), binding, null, LogoutScript.standard());
            assertThat(LAB.receive(LAB.asRequest(message))).isInstanceOf(SignOutStep.class);
            for (int i = 0; i < 3; i++) {
                attacks.refused("replayed", LAB.asRequest(message));
            }
        }
        attacks.assertNoneAccepted();
    }

    /** What is signed is something else, hidden in a request that nobody has signed (samlify #634). */
    @Test
    void demand_withSomethingSignedInside_refused() {
        String request = message(SamlBinding.POST, s -> s.unsigned()).xml();
        String signedRequest =
                xml(LAB.idp.saml().logout().request(bob.atIdp(), SamlBinding.POST, null, LogoutScript.standard()));
        String signedAnswer = signedAssertion();
        for (String hidden : List.of(signedRequest, signedAnswer)) {
            String signature =
                    hidden.substring(hidden.indexOf("<ds:Signature"), hidden.indexOf("</ds:Signature>") + 15);
            for (String inside : List.of(
                    "<samlp:Extensions>" + hidden + "</samlp:Extensions>",
                    hidden,
                    signature,
                    signature + "<samlp:Extensions>" + hidden + "</samlp:Extensions>",
                    signature.replace("</ds:Signature>", "<ds:Object>" + hidden + "</ds:Object></ds:Signature>"))) {
                attacks.refused(
                        "behind the issuer", post(request.replaceFirst("(</saml:Issuer>)", "$1" + quoted(inside))));
                attacks.refused(
                        "at the end",
                        post(request.replace("</samlp:LogoutRequest>", inside + "</samlp:LogoutRequest>")));
            }
            attacks.refused(
                    "around",
                    post(hidden.replaceFirst("(<samlp:SessionIndex>|<samlp:Status>)", quoted(request) + "$1")));
        }
        attacks.assertNoneAccepted();
    }

    private void forged(String about, Consumer<LogoutScript.Builder> how) {
        for (SamlBinding binding : BINDINGS) {
            attacks.refused(about + " by " + binding, LAB.asRequest(message(binding, how)));
        }
    }

    private void harmless(String about, Consumer<LogoutScript.Builder> how) {
        for (SamlBinding binding : BINDINGS) {
            attacks.harmless(about + " by " + binding, LAB.asRequest(message(binding, how)));
        }
    }

    private SamlMessage message(SamlBinding binding, Consumer<LogoutScript.Builder> how) {
        return LAB.idp.saml().logout().request(alice.atIdp(), binding, "r", LogoutScript.of(how));
    }

    private static io.ssokit.login.LoginRequest post(String xml) {
        return LAB.post(
                Map.of("SAMLRequest", Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8))));
    }

    private static String quoted(String replacement) {
        return java.util.regex.Matcher.quoteReplacement(replacement);
    }

    private static String xml(SamlMessage message) {
        return message.xml().replaceFirst("<\\?xml[^>]*\\?>", "");
    }

    /** The assertion that signed alice in, say: an attacker who is a person of the identity provider has one. */
    private static String signedAssertion() {
        return LAB.signedResponse("bob").replaceFirst("<\\?xml[^>]*\\?>", "");
    }

    private static String metadata() {
        return LAB.metadata("acme");
    }
}
