package io.ssokit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.login.LoginReply.SignOutStep;
import io.ssokit.login.LogoutLab;
import io.ssokit.login.LogoutLab.SignedIn;
import io.ssokit.testing.LogoutScript;
import io.ssokit.testing.SamlBinding;
import io.ssokit.testing.SamlMessage;
import io.ssokit.testing.SamlScript;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** S-31: the signature beside a message in a URL covers what is read, and nothing can be read in two ways. */
@Tag("S-31")
class RedirectSignatureTest {
    private static final LogoutLab LAB = new LogoutLab();
    private static final List<String> PARAMETERS =
            List.of("SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature");

    private SignedIn alice;
    private SignedIn bob;
    private LogoutAttacks attacks;

    @BeforeEach
    void signIn() {
        alice = LAB.signIn("alice");
        bob = LAB.signIn("bob");
        attacks = new LogoutAttacks(LAB, "S-31", alice, bob);
    }

    @AfterAll
    static void close() {
        LAB.close();
    }

    @Test
    void demand_untouched_ends() {
        assertThat(LAB.receive(LAB.get(query(alice)))).isInstanceOf(SignOutStep.class);
        assertThat(LAB.isLive(alice)).isFalse();
    }

    /** SAML Bindings 3.4.4.1: the order in the URL says nothing, the signature has an order of its own. */
    @Test
    void demand_parametersInAnotherOrder_ends() {
        List<String> pairs = new ArrayList<>(List.of(query(alice).split("&")));
        java.util.Collections.reverse(pairs);
        assertThat(LAB.receive(LAB.get(String.join("&", pairs)))).isInstanceOf(SignOutStep.class);
        assertThat(LAB.isLive(alice)).isFalse();
    }

    @Test
    void demand_anyParameterTwice_refused() {
        String good = query(alice);
        String other = query(bob);
        for (String name : List.of("SAMLRequest", "RelayState", "SigAlg", "Signature")) {
            for (String value : List.of(value(good, name), value(other, name), "", "x")) {
                String pair = name + "=" + value;
                attacks.refused(name + " twice", LAB.get(good + "&" + pair));
                attacks.refused(name + " twice", LAB.get(pair + "&" + good));
                attacks.refused(name + " in between", LAB.get(good.replace("&SigAlg", "&" + pair + "&SigAlg")));
            }
            attacks.refused(name + " without value", LAB.get(good + "&" + name));
        }
        attacks.assertNoneAccepted();
    }

    /** What others decode or fold to a parameter's name would be read by them and not by us. */
    @Test
    void demand_parameterUnderAnotherSpelling_refused() {
        String good = query(alice);
        for (String name : PARAMETERS) {
            for (String spelling : List.of(
                    "%" + Integer.toHexString(name.charAt(0)) + name.substring(1),
                    name.toLowerCase(Locale.ROOT),
                    name.toUpperCase(Locale.ROOT),
                    name + "+",
                    "%20" + name,
                    name.substring(0, 3) + "%" + Integer.toHexString(name.charAt(3)) + name.substring(4))) {
                attacks.refused(spelling, LAB.get(good + "&" + spelling + "=x"));
                attacks.refused(spelling, LAB.get(spelling + "=" + value(query(bob), "SAMLRequest") + "&" + good));
                if (good.contains(name + "=")) {
                    attacks.refused(spelling + " instead", LAB.get(good.replace(name + "=", spelling + "=")));
                }
            }
        }
        attacks.assertNoneAccepted();
    }

    @Test
    void demand_mixedWithAnotherMessage_refused() {
        String good = query(alice);
        String message = value(good, "SAMLRequest");
        attacks.refused("both", LAB.get(good + "&SAMLResponse=" + message));
        attacks.refused("both", LAB.get("SAMLResponse=" + message + "&" + good));
        attacks.refused("as an answer", LAB.get(good.replace("SAMLRequest=", "SAMLResponse=")));
        attacks.refused("neither", LAB.get(good.replace("SAMLRequest=", "Message=")));
        attacks.refused("empty", LAB.get(""));
        Map<String, String> posted = LAB.idp
                .saml()
                .logout()
                .request(bob.atIdp(), SamlBinding.POST, null, LogoutScript.of(s -> s.unsigned()))
                .parameters();
        attacks.refused("signed in the URL, unsigned in the form", LAB.post(good, posted, Optional.empty()));
        attacks.refused("only in the URL of a form", LAB.post(good, Map.of(), Optional.empty()));
        Map<String, String> detached = new LinkedHashMap<>(posted);
        detached.put("SigAlg", SignedQuery.RSA_SHA256);
        detached.put("Signature", "AAAA");
        attacks.refused("a detached signature in a form", LAB.post(detached));
        attacks.assertNoneAccepted();
    }

    @Test
    void demand_signatureOfSomethingElse_refused() {
        String good = query(alice);
        String other = query(bob);
        for (String name : List.of("SAMLRequest", "RelayState", "SigAlg", "Signature")) {
            attacks.refused(name + " missing", LAB.get(without(good, name)));
            if (!value(good, name).equals(value(other, name))) {
                attacks.refused(name + " of another", LAB.get(with(good, name, value(other, name))));
            }
        }
        attacks.refused("RelayState more", LAB.get(without(good, "RelayState") + "&RelayState="));
        attacks.refused("RelayState empty", LAB.get(with(good, "RelayState", "")));
        for (String algorithm : List.of(
                "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
                "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
                "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
                "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
                "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
                "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
                "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                SignedQuery.RSA_SHA256 + " ",
                "none",
                "")) {
            attacks.refused(algorithm, LAB.get(with(good, "SigAlg", encode(algorithm))));
            attacks.refused(
                    algorithm + " unsigned", LAB.get(with(with(good, "SigAlg", encode(algorithm)), "Signature", "")));
        }
        attacks.refused("other encoding", LAB.get(good + "&SAMLEncoding=" + encode("urn:example:plain")));
        attacks.refused("no encoding", LAB.get(good + "&SAMLEncoding="));
        attacks.assertNoneAccepted();
    }

    /** The octets as received are what is signed: the same value in another encoding is another value. */
    @Test
    void demand_encodedAgain_refused() {
        String good = query(alice);
        for (String name : List.of("SAMLRequest", "RelayState", "SigAlg")) {
            String value = value(good, name);
            attacks.refused(
                    name + " escaped letter",
                    LAB.get(with(good, name, "%" + Integer.toHexString(value.charAt(0)) + value.substring(1))));
            String lower =
                    value.replaceAll("%2F", "%2f").replaceAll("%3A", "%3a").replaceAll("%2B", "%2b");
            if (!lower.equals(value)) {
                attacks.refused(name + " lower case", LAB.get(with(good, name, lower)));
            }
            attacks.refused(name + " with a line break", LAB.get(with(good, name, value + "%0A")));
            attacks.refused(name + " with a blank", LAB.get(with(good, name, value + "+")));
            attacks.refused(name + " with a NUL", LAB.get(with(good, name, value + "%00")));
            attacks.refused(name + " with half an escape", LAB.get(with(good, name, value + "%")));
        }
        attacks.assertNoneAccepted();
    }

    /** Every character of the query, changed, left out and doubled. */
    @Test
    void demand_oneCharacterChanged_refused() {
        String good = query(alice);
        for (int i = 0; i < good.length(); i++) {
            String before = good.substring(0, i);
            String after = good.substring(i + 1);
            char c = good.charAt(i);
            attacks.refused("changed at " + i, LAB.get(before + (c == 'A' ? 'B' : 'A') + after));
            attacks.refused("left out at " + i, LAB.get(before + after));
            if (c != '&') { // nothing between two of them is no parameter
                attacks.refused("doubled at " + i, LAB.get(before + c + c + after));
            }
        }
        attacks.assertNoneAccepted();
    }

    /** SAML Bindings 3.4.4.1: a ds:Signature inside the message is not what counts. */
    @Test
    void demand_signedInsideTheMessageOnly_refused() {
        SamlMessage posted =
                LAB.idp.saml().logout().request(alice.atIdp(), SamlBinding.POST, null, LogoutScript.standard());
        String message = encode(Base64.getEncoder().encodeToString(SignedQuery.deflated(posted.xml())));
        attacks.refused("no detached signature", LAB.get("SAMLRequest=" + message));
        attacks.refused(
                "with a stranger's", LAB.get(SignedQuery.of("SAMLRequest=" + message, TestKeys.STRANGER.getPrivate())));
        attacks.refused(
                "posted without deflating",
                LAB.get("SAMLRequest="
                        + encode(Base64.getEncoder().encodeToString(posted.xml().getBytes(StandardCharsets.UTF_8)))));
        SamlMessage strangers = LAB.idp
                .saml()
                .logout()
                .request(
                        alice.atIdp(),
                        SamlBinding.REDIRECT,
                        "r",
                        LogoutScript.of(s -> s.signer(SamlScript.Signer.STRANGER)));
        attacks.refused("a stranger's", LAB.get(strangers.uri().getRawQuery()));
        attacks.assertNoneAccepted();
    }

    private static String query(SignedIn person) {
        return LAB.idp
                .saml()
                .logout()
                .request(person.atIdp(), SamlBinding.REDIRECT, "a b/c", LogoutScript.standard())
                .uri()
                .getRawQuery();
    }

    private static String value(String query, String name) {
        for (String pair : query.split("&")) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return "";
    }

    private static String with(String query, String name, String value) {
        return query.replace(name + "=" + value(query, name), name + "=" + value);
    }

    private static String without(String query, String name) {
        List<String> pairs = new ArrayList<>(List.of(query.split("&")));
        pairs.removeIf(pair -> pair.startsWith(name + "="));
        return String.join("&", pairs);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
