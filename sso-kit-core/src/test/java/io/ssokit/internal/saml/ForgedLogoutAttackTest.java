package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.TestKeys;
import io.ssokit.attack.VendorResponse;
import io.ssokit.internal.saml.LogoutChecks.Expectations;
import io.ssokit.internal.saml.LogoutChecks.VerifiedRequest;
import io.ssokit.login.LoginRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** S-31, S-32: logout messages whose detached signature is pieced together, and signed ones that are not for us. */
class ForgedLogoutAttackTest {
    private static final String SLO = "https://app.example.com/sso/saml/acme/slo";
    private static final String ECDSA = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
    private static final TrustedKeys KEYS = TrustedKeys.ofKeys(List.of(TestKeys.IDP_EC.getPublic()));
    private static final Expectations EXPECTED = new Expectations(
            SLO, VendorResponse.AUDIENCE, VendorResponse.ISSUER, VendorResponse.NOW, Duration.ofMinutes(2));
    private static final String REQUEST = "<p:LogoutRequest xmlns:p=\"" + Names.SAMLP + "\" xmlns:a=\"" + Names.SAML
            + "\" ID=\"_logout-1\" Version=\"2.0\" IssueInstant=\"2026-11-22T10:00:00Z\" Destination=\"" + SLO
            + "\" NotOnOrAfter=\"2026-11-22T10:05:00Z\"><a:Issuer>" + VendorResponse.ISSUER
            + "</a:Issuer><a:NameID>alice@example.com</a:NameID><p:SessionIndex> s1 </p:SessionIndex></p:LogoutRequest>";

    private int tried;

    @Test
    @Tag("S-31")
    void open_queryPiecedTogether_refused() {
        String good = query(REQUEST, "state 1");
        assertThat(request(good).sessionIndexes()).containsExactly("s1");
        String other = query(REQUEST.replace("alice", "admin"), "state 2");
        refused(good, pieced(good, other));
        System.out.printf("attacks: %d tried, 0 accepted (S-31)%n", tried);
        String turned = parameter(good, "Signature") + "&" + parameter(good, "RelayState") + "&x=1&"
                + parameter(good, "SigAlg") + "&" + parameter(good, "SAMLRequest");
        assertThat(request(turned).nameId().value())
                .as("what counts is the standard's order, not the URL's")
                .isEqualTo("alice@example.com");
        assertThat(RedirectSignature.read(turned).relayState()).contains("state 1");
    }

    @Test
    @Tag("S-31")
    void read_queries_atTheirBounds() {
        String good = query(REQUEST, "state 1");
        String padding = "&x=" + "y".repeat(64 * 1024 - good.length() - 3);
        assertThat(request(good + padding).id()).isEqualTo("_logout-1");
        assertRefused(() -> RedirectSignature.read(good + padding + "y"));
        String deflate = "&SAMLEncoding=urn%3Aoasis%3Anames%3Atc%3ASAML%3A2.0%3Abindings%3AURL-Encoding%3ADEFLATE";
        assertThat(request(good + deflate).id()).isEqualTo("_logout-1");
        assertThat(request(good + "&=nameless&&x").id()).isEqualTo("_logout-1");
        assertThat(RedirectSignature.read(good).isRequest()).isTrue();
        assertThat(RedirectSignature.read(good.replace("SAMLRequest=", "SAMLResponse="))
                        .isRequest())
                .isFalse();
        String state = parameter(good, "RelayState");
        for (String character : List.of(" ", "\u007f", "\u0080")) {
            RedirectSignature odd = RedirectSignature.read(good.replace(state, "RelayState=" + character));
            assertRefused(odd::relayState);
        }
        assertThat(RedirectSignature.read(good.replace(state, "RelayState=!~")).relayState())
                .contains("!~");
        assertThat(RedirectSignature.read(good.replace(state, "x=y")).relayState())
                .isEmpty();
    }

    private static Map<String, UnaryOperator<String>> pieced(String good, String other) {
        Map<String, UnaryOperator<String>> edits = new LinkedHashMap<>();
        for (String name : List.of("SAMLRequest", "RelayState", "SigAlg", "Signature")) {
            String mine = parameter(good, name);
            String theirs = parameter(other, name);
            edits.put(name + " twice", q -> q + "&" + mine);
            edits.put(name + " of another first", q -> theirs + "&" + q);
            edits.put(name + " of another last", q -> q + "&" + theirs);
            edits.put(name + " removed", q -> q.replace(mine, "x=y"));
            edits.put(name + " empty", q -> q.replace(mine, name + "="));
            edits.put(name + " without value", q -> q.replace(mine, name));
            edits.put(name + " of another, its name escaped", q -> q + "&" + escapedName(theirs));
            edits.put(name + " in small letters", q -> q + "&" + theirs.toLowerCase(java.util.Locale.ROOT));
            edits.put(name + " with a blank", q -> q + "&" + theirs.replace("=", "%20="));
            edits.put(name + " escaped otherwise", q -> q.replace(mine, mine + "%"));
            if (!name.equals("SigAlg")) {
                edits.put(name + " of another", q -> q.replace(mine, theirs));
            }
        }
        edits.put("both kinds", q -> q + "&" + parameter(other, "SAMLRequest").replace("Request", "Response"));
        edits.put("request as response", q -> q.replace("SAMLRequest=", "SAMLResponse="));
        edits.put("small hexadecimals", q -> q.replaceAll("%2F", "%2f").replaceAll("%3A", "%3a"));
        edits.put("plus for a blank", q -> q.replace("state%201", "state+1"));
        edits.put("unescaped", q -> q.replace("%3A", ":").replace("%2F", "/"));
        edits.put("other encoding", q -> q + "&SAMLEncoding=urn%3Anone");
        edits.put("not ASCII", q -> q.replace("RelayState=", "RelayState=\u00e4"));
        edits.put("too long", q -> q + "&x=" + "y".repeat(70_000));
        for (String algorithm : List.of("rsa-sha256", "rsa-sha1", "hmac-sha256", "ecdsa-sha512", "none")) {
            edits.put("labelled " + algorithm, q -> q.replace("ecdsa-sha256", algorithm));
        }
        edits.put("zeros", q -> q.replace(parameter(q, "Signature"), "Signature=" + encoded(new byte[64])));
        edits.put("a stranger's", q -> query(REQUEST, "state 1", TestKeys.ec("secp256r1")));
        edits.put("empty", q -> "");
        return edits;
    }

    @Test
    @Tag("S-32")
    void request_signedButNotForUsOrNotNow_refused() {
        Map<String, UnaryOperator<String>> edits = new LinkedHashMap<>();
        edits.put("response", xml -> xml.replace("LogoutRequest", "LogoutResponse"));
        edits.put("sign-in response", xml -> xml.replace("LogoutRequest", "Response"));
        edits.put("namespace", xml -> xml.replace("p:LogoutRequest", "a:LogoutRequest"));
        edits.put("version", xml -> xml.replace("\"2.0\"", "\"1.1\""));
        edits.put("no ID", xml -> xml.replace(" ID=\"_logout-1\"", ""));
        edits.put("destination", xml -> xml.replace(SLO, SLO + "/"));
        edits.put("no destination", xml -> xml.replace(" Destination=\"" + SLO + "\"", ""));
        edits.put("issuer", xml -> xml.replace(VendorResponse.ISSUER, "https://other.example"));
        edits.put("issuer twice", xml -> xml.replaceFirst("(<a:Issuer>.*</a:Issuer>)", "$1$1"));
        edits.put("no issuer", xml -> xml.replaceFirst("<a:Issuer>.*</a:Issuer>", ""));
        edits.put("old", xml -> xml.replace("T10:00:00Z", "T09:48:00Z"));
        edits.put("future", xml -> xml.replace("T10:00:00Z", "T10:02:01Z"));
        edits.put("no time", xml -> xml.replace(" IssueInstant=\"2026-11-22T10:00:00Z\"", ""));
        edits.put("over", xml -> xml.replace("T10:05:00Z", "T09:58:00Z"));
        edits.put("nobody", xml -> xml.replaceFirst("<a:NameID>.*</a:NameID>", ""));
        edits.put("two people", xml -> xml.replaceFirst("(<a:NameID>.*</a:NameID>)", "$1$1"));
        edits.put("blank name", xml -> xml.replace("alice@example.com", " "));
        edits.put("BaseID", xml -> xml.replace("a:NameID", "a:BaseID"));
        edits.put("name and EncryptedID", xml -> xml.replace("<p:Session", "<a:EncryptedID/><p:Session"));
        edits.put("for another", xml -> xml.replace("<a:NameID>", "<a:NameID SPNameQualifier=\"urn:other\">"));
        edits.put("an assertion in it", xml -> xml.replace("<p:Session", "<a:Assertion/><p:Session"));
        edits.put("text in it", xml -> xml.replace("<p:Session", "text<p:Session"));
        edits.put("element in an index", xml -> xml.replace(" s1 ", "<x/>"));
        edits.put("endless index", xml -> xml.replace(" s1 ", "s".repeat(1025)));
        edits.put("51 indexes", xml -> xml.replaceFirst("<p:SessionIndex>.*</p:SessionIndex>", indexes(51)));
        Map<String, UnaryOperator<String>> queries = new LinkedHashMap<>();
        edits.forEach((about, edit) -> {
            assertThat(edit.apply(REQUEST)).as(about).isNotEqualTo(REQUEST);
            queries.put(about, any -> query(edit.apply(REQUEST), "state 1"));
        });
        refused(query(REQUEST, "state 1"), queries);
        System.out.printf("attacks: %d tried, 0 accepted (S-32)%n", tried);
        String most = REQUEST.replaceFirst("<p:SessionIndex>.*</p:SessionIndex>", indexes(50));
        assertThat(request(query(most, "")).sessionIndexes()).hasSize(50);
    }

    @Test
    @Tag("S-32")
    void read_postedWithPartsOfTheOtherBinding_refused() throws Exception {
        String unsigned = Base64.getEncoder().encodeToString(REQUEST.getBytes(StandardCharsets.UTF_8));
        Map<String, List<String>> form = Map.of("SAMLRequest", List.of(unsigned), "RelayState", List.of("s"));
        assertThat(SignedMessage.read(post(Map.of(), form)).relayState()).contains("s");
        for (String name : List.of("SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature")) {
            assertRefused(() -> SignedMessage.read(post(Map.of(name, List.of("x")), form)));
            Map<String, List<String>> doubled = new LinkedHashMap<>(form);
            doubled.merge(name, List.of("x"), (a, b) -> List.of(a.get(0), "x"));
            assertRefused(() -> SignedMessage.read(post(Map.of(), doubled)));
        }
        assertRefused(() -> SignedMessage.read(post(Map.of(), Map.of())));
        assertRefused(() -> SignedMessage.read(post(Map.of(), form)).open(KEYS));
    }

    private void refused(String good, Map<String, UnaryOperator<String>> edits) {
        edits.forEach((about, edit) -> {
            tried++;
            assertThatThrownBy(() -> request(edit.apply(good))).as(about).isInstanceOf(SamlRefusal.class);
        });
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SamlRefusal.class);
    }

    private static VerifiedRequest request(String query) {
        LoginRequest received =
                new LoginRequest("GET", Optional.of(query), Map.of(), Map.of(), Map.of(), Optional.empty());
        SignedMessage message = SignedMessage.read(received);
        assertThat(message.isRequest() || query.contains("SAMLResponse")).isTrue();
        return LogoutChecks.request(
                message.open(KEYS), EXPECTED, SamlDoor.open().decrypter());
    }

    private static LoginRequest post(Map<String, List<String>> query, Map<String, List<String>> form) {
        return new LoginRequest("POST", Optional.empty(), query, form, Map.of(), Optional.empty());
    }

    private static String query(String xml, String relayState) {
        return query(xml, relayState, TestKeys.IDP_EC);
    }

    private static String query(String xml, String relayState, KeyPair key) {
        try {
            String octets = "SAMLRequest=" + encoded(Deflate.deflate(xml))
                    + (relayState.isEmpty() ? "" : "&RelayState=" + relayState.replace(" ", "%20"))
                    + "&SigAlg=" + URLEncoder.encode(ECDSA, StandardCharsets.UTF_8);
            Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
            signer.initSign(key.getPrivate());
            signer.update(octets.getBytes(StandardCharsets.US_ASCII));
            return octets + "&Signature=" + encoded(signer.sign());
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] octets) {
        return URLEncoder.encode(Base64.getEncoder().encodeToString(octets), StandardCharsets.UTF_8);
    }

    private static String parameter(String query, String name) {
        int from = ("&" + query).indexOf("&" + name + "=");
        int to = query.indexOf('&', from);
        return query.substring(from, to < 0 ? query.length() : to);
    }

    private static String escapedName(String parameter) {
        return "%" + Integer.toHexString(parameter.charAt(0)) + parameter.substring(1);
    }

    private static String indexes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "<p:SessionIndex>s" + i + "</p:SessionIndex>")
                .collect(Collectors.joining());
    }
}
