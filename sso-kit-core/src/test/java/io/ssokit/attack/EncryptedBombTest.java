package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.Encrypter.Content;
import io.ssokit.attack.Encrypter.KeyTransport;
import io.ssokit.attack.Encrypter.Placement;
import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** S-16: what is encrypted costs no more than what is not, breaks no parser, and calls nobody. */
@Tag("S-16")
class EncryptedBombTest {
    private static final SamlDoor STANDARD = SamlDoor.open();
    private static final SamlDoor UNSIGNED = STANDARD.allowing(Exemption.ENCRYPTED_IN_UNSIGNED_RESPONSE);
    private static final Duration LIMIT = Duration.ofMillis(400);

    /** Under a good signature and without one, so that what is inside does reach the parser. */
    @Test
    void post_hostileOctetsInside_refused() {
        Attacks attacks = new Attacks("S-16");
        hostile().forEach((about, octets) -> {
            for (Content content : List.of(Content.AES128_GCM, Content.AES256_CBC)) {
                Encrypter encrypter = new Encrypter().with(e -> {
                    e.content = content;
                    e.plaintext = any -> octets;
                });
                VendorResponse response = VendorResponse.of(Vendor.ONELOGIN);
                attacks.post(about, STANDARD, encode(response.encrypted(Signed.RESPONSE, encrypter)));
                attacks.post(about, UNSIGNED, encode(response.encrypted(Signed.ASSERTION, encrypter)));
            }
        });
        attacks.assertAllRefusedFor(LoginError.DECRYPTION);
    }

    private static Map<String, byte[]> hostile() {
        String assertion = new String(
                Encrypter.octets(Dom.first(
                        Dom.parse(VendorResponse.of(Vendor.ONELOGIN).unsigned()).getDocumentElement(), "Assertion")),
                StandardCharsets.UTF_8);
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("two roots", assertion + assertion.replace("_assertion-1", "_assertion-2"));
        texts.put("text before", "x" + assertion);
        texts.put("text after", assertion + "x");
        texts.put("comment after", assertion + "<!---->");
        texts.put("instruction before", "<?x y?>" + assertion);
        texts.put("DOCTYPE", "<!DOCTYPE x>" + assertion);
        texts.put("entities", "<!DOCTYPE x [<!ENTITY e \"e\">]>" + assertion.replace("alice", "&e;"));
        texts.put("unknown entity", assertion.replace("alice", "&e;"));
        texts.put("out of the element around it", "</context>" + assertion + "<context>");
        texts.put("around the element around it", assertion + "</context><context>");
        texts.put("comment without end", assertion + "<!--");
        texts.put("CDATA without end", assertion + "<![CDATA[");
        texts.put("undeclared prefix", assertion.replace("<saml:", "<none:").replace("</saml:", "</none:"));
        texts.put("nothing", " \n");
        texts.put("text only", "alice@example.com");
        texts.put("NUL", assertion.replace("alice", "a\0lice"));
        texts.put("20,000 levels", assertion.replace("alice", "<a>".repeat(20_000) + "</a>".repeat(20_000)));
        texts.put("40,000 elements", assertion.replace("alice", "<a/>".repeat(40_000)));
        Map<String, byte[]> all = new LinkedHashMap<>();
        texts.forEach((about, text) -> all.put(about, text.getBytes(StandardCharsets.UTF_8)));
        all.put("UTF-16", assertion.getBytes(StandardCharsets.UTF_16));
        all.put("no UTF-8", assertion.replace("alice", "\u00e4").getBytes(StandardCharsets.ISO_8859_1));
        return all;
    }

    @Test
    void post_brokenStructure_refusedWithoutAnyVisit() {
        Attacks attacks = new Attacks("S-16");
        try (Trap trap = new Trap()) {
            broken(trap.url()).forEach((about, edit) -> {
                for (Placement placement : Placement.values()) {
                    Encrypter encrypter = new Encrypter().with(e -> {
                        e.placement = placement;
                        e.xml = edit;
                    });
                    VendorResponse response = VendorResponse.of(Vendor.ADFS);
                    String changed = edit.apply(new Encrypter()
                            .with(e -> e.placement = placement)
                            .encrypted(new byte[1], TestKeys.SP.getPublic()));
                    if (!changed.contains("changed=\"\"")) {
                        continue; // This placement has nothing of the kind.
                    }
                    attacks.post(about, STANDARD, encode(response.encrypted(Signed.RESPONSE, encrypter)));
                    attacks.post(about, UNSIGNED, encode(response.encrypted(Signed.ASSERTION, encrypter)));
                }
            });
            // STRUCTURE: two contents repeat the Id of their key.
            attacks.assertAllRefusedFor(LoginError.DECRYPTION, LoginError.STRUCTURE);
            assertThat(trap.visits()).isZero();
        }
    }

    private static Map<String, UnaryOperator<String>> broken(String url) {
        Map<String, UnaryOperator<String>> all = new LinkedHashMap<>();
        String key = "<xenc:EncryptedKey changed=\"\" ";
        String value = "(?s)<xenc:CipherValue>[^<]*</xenc:CipherValue>";
        String reference = "<xenc:CipherReference changed=\"\" URI=\"" + url + "\"/>";
        all.put("CipherReference", xml -> xml.replaceAll(value, reference));
        all.put("CipherReference for the content", xml -> lastReplaced(xml, value, reference));
        all.put("CipherReference beside", xml -> xml.replace("</xenc:CipherValue>", "</xenc:CipherValue>" + reference));
        all.put(
                "elements in the value",
                xml -> xml.replace("<xenc:CipherValue>", "<xenc:CipherValue><x changed=\"\"/>"));
        all.put("no Base64", xml -> xml.replace("<xenc:CipherValue>", "<xenc:CipherValue changed=\"\">%"));
        all.put("no value", xml -> xml.replaceAll(value, "<xenc:CipherValue changed=\"\"/>"));
        all.put("no data", xml -> xml.replaceAll("(?s)<xenc:CipherData>.*?</xenc:CipherData>", "<x changed=\"\"/>"));
        all.put(
                "no method",
                xml -> xml.replaceAll("<xenc:EncryptionMethod Algorithm=\"[^\"]*\"/>", "<x changed=\"\"/>"));
        all.put("two contents", xml -> xml + xml.replace("EncryptedData ", "EncryptedData changed=\"\" "));
        all.put(
                "content called otherwise",
                xml -> xml.replace("<xenc:EncryptedData ", "<xenc:Encrypted changed=\"\" ")
                        .replace("</xenc:EncryptedData>", "</xenc:Encrypted>"));
        all.put("type content", xml -> xml.replace("#Element\"", "#Content\" changed=\"\""));
        all.put("unknown cipher", xml -> xml.replace("aes256-gcm\"", "aes256-ctr\" changed=\"\""));
        all.put("unknown key transport", xml -> xml.replace("rsa-oaep-mgf1p\"", "kw-aes128\" changed=\"\""));
        all.put("RetrievalMethod http", xml -> xml.replace("URI=\"#_key-1\"", "URI=\"" + url + "\" changed=\"\""));
        all.put("RetrievalMethod elsewhere", xml -> xml.replace("\"#_key-1\"", "\"#_response-1\" changed=\"\""));
        all.put("RetrievalMethod whole document", xml -> xml.replace("\"#_key-1\"", "\"\" changed=\"\""));
        all.put("RetrievalMethod xpointer", xml -> xml.replace("\"#_key-1\"", "\"#xpointer(/)\" changed=\"\""));
        all.put(
                "RetrievalMethod with transforms",
                xml -> xml.replace("URI=\"#_key-1\"/>", "URI=\"#_key-1\"><x changed=\"\"/></ds:RetrievalMethod>"));
        all.put("nine keys", xml -> repeated(xml, key, 9));
        all.put("hundred keys", xml -> repeated(xml, key, 100));
        return all;
    }

    private static String lastReplaced(String xml, String pattern, String by) {
        int at = xml.lastIndexOf("<xenc:CipherData>");
        return xml.substring(0, at) + xml.substring(at).replaceAll(pattern, by);
    }

    private static String repeated(String xml, String mark, int times) {
        int from = xml.indexOf("<xenc:EncryptedKey ");
        int to = xml.indexOf("</xenc:EncryptedKey>") + "</xenc:EncryptedKey>".length();
        if (xml.contains("RetrievalMethod")) {
            return xml; // One key is named, the others are not looked at.
        }
        String one = xml.substring(from, to)
                .replace("<xenc:EncryptedKey ", mark)
                .replaceAll(" Id=\"[^\"]*\"", "")
                .replaceAll("(?s)<xenc:CipherValue>....", "<xenc:CipherValue>AAAA");
        return xml.substring(0, from) + one.repeat(times) + xml.substring(to);
    }

    /** Eight EncryptedKeys, four keys of ours, none fits: half of the 32 combinations are tried, then it is enough. */
    @Test
    @Tag("slow")
    void post_keysForNobody_boundedWork() {
        List<PrivateKey> two = List.of(TestKeys.STRANGER.getPrivate(), TestKeys.IDP.getPrivate());
        List<PrivateKey> ours = List.of(two.get(0), two.get(1), two.get(0), two.get(1));
        for (KeyTransport transport : KeyTransport.values()) {
            SamlDoor door = UNSIGNED.allowing(Exemption.ENCRYPTED_IN_UNSIGNED_RESPONSE, Exemption.RSA15)
                    .decryptingWith(ours);
            Encrypter encrypter = new Encrypter().with(e -> {
                e.transport = transport;
                e.content = Content.AES256_CBC;
                e.xml = xml -> repeated(xml, "<xenc:EncryptedKey ", 8);
            });
            String message = encode(VendorResponse.of(Vendor.OKTA).encrypted(Signed.ASSERTION, encrypter));
            SamlDoor.Verdict verdict = door.post(message);
            assertThat(verdict.refused()).contains(LoginError.DECRYPTION);
            assertThat(verdict.details()).contains("more EncryptedKeys");
            Cost cost = Cost.ofWarm(() -> door.post(message));
            assertThat(cost.cpu()).isLessThan(LIMIT);
        }
    }

    /** A signed message, from a provider gone mad: each attribute encrypted under a key of its own. */
    @Test
    @Tag("slow")
    void post_hundredEncryptedAttributes_boundedWork() {
        String message = encode(VendorResponse.of(Vendor.ENTRA).edited(Signed.ASSERTION, document -> {
            Element attribute = Dom.first(document.getDocumentElement(), "Attribute");
            for (int i = 0; i < 100; i++) {
                Element copy = (Element) attribute.cloneNode(true);
                attribute.getParentNode().insertBefore(copy, attribute);
                new Encrypter().encrypt(copy, "EncryptedAttribute", TestKeys.SP.getPublic());
            }
        }));
        SamlDoor.Verdict verdict = STANDARD.post(message);
        assertThat(verdict.refused()).contains(LoginError.DECRYPTION);
        assertThat(verdict.details()).contains("at most 16");
        assertThat(Cost.ofWarm(() -> STANDARD.post(message)).cpu()).isLessThan(LIMIT);
    }

    /** As large as a message can be, and all of it right up to the parser. */
    @Test
    @Tag("slow")
    void post_largestCiphertext_boundedWork() {
        Encrypter encrypter = new Encrypter().with(e -> {
            e.content = Content.AES256_CBC;
            e.plaintext = octets -> Encrypter.octets("<a>" + "<a/>".repeat(92_000) + "</a>");
        });
        String message = encode(VendorResponse.of(Vendor.OKTA).encrypted(Signed.ASSERTION, encrypter));
        assertThat(message.length()).isBetween(600_000, 699_050);
        SamlDoor.Verdict verdict = UNSIGNED.post(message);
        assertThat(verdict.refused()).contains(LoginError.DECRYPTION);
        Cost cost = Cost.ofWarm(() -> UNSIGNED.post(message));
        assertThat(cost.cpu()).isLessThan(LIMIT);
        assertThat(cost.allocatedBytes()).isLessThan(16L * 1024 * 1024);
    }
}
