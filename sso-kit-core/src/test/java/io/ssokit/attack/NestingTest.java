package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** S-30: messages made to exhaust the stack, the memory or the processor. */
@Tag("S-30")
class NestingTest {
    private static final SamlDoor DOOR = SamlDoor.open();

    @Test
    void post_oversizedShapes_refusedQuickly() {
        Attacks attacks = new Attacks("S-30");
        shapes().forEach((about, inside) -> {
            String xml = VendorResponse.of(Vendor.ENTRA).with("nameId", inside).unsigned();
            String message = encode(xml);
            attacks.post(about, DOOR, message);
            Cost cost = Cost.ofWarm(() -> DOOR.post(message));
            assertThat(cost.cpu()).as(about).isLessThan(Duration.ofMillis(100));
        });
        attacks.assertAllRefusedFor(LoginError.MALFORMED, LoginError.TOO_LARGE, LoginError.SIGNATURE);
    }

    /** What passes the limits costs the most: as many attributes as fit, in the worst order, with the longest names. */
    @Test
    void post_largestShapesWithinTheLimits_refusedQuickly() {
        Map<String, String> shapes = new LinkedHashMap<>();
        shapes.put("attributes in reverse order", filled(98, i -> "a:b" + (900 - i)));
        shapes.put("attributes of two namespaces", filled(98, i -> (i % 2 == 0 ? "a:b" : "c:b") + (100 + i * 37 % 98)));
        shapes.put("xml attributes to inherit", "<a xml:lang=\"x\" xml:space=\"y\">" + "<b/>".repeat(18_000) + "</a>");
        Attacks attacks = new Attacks("S-30");
        shapes.forEach((about, inside) -> {
            String message = encode(
                    VendorResponse.of(Vendor.ENTRA).with("nameId", inside).unsigned());
            attacks.post(about, DOOR, message);
            Cost cost = Cost.ofWarm(() -> DOOR.post(message));
            assertThat(cost.cpu()).as(about).isLessThan(Duration.ofMillis(200));
            assertThat(cost.allocatedBytes()).as(about).isLessThan(16L << 20);
        });
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    private static String filled(int attributes, IntFunction<String> name) {
        StringBuilder element = new StringBuilder("<e");
        for (int i = 0; i < attributes; i++) {
            element.append(' ').append(name.apply(i)).append("=\"\"");
        }
        element.append("/>");
        String longName = "u".repeat(900);
        return "<e xmlns:a=\"" + longName + "a\" xmlns:c=\"" + longName + "c\">"
                + element.toString().repeat(390_000 / element.length()) + "</e>";
    }

    /** Before any signature is verified the SignedInfo has to be canonicalised: what is in it is the attacker's. */
    @Test
    void post_expandingSignedInfo_refusedQuickly() {
        Attacks attacks = new Attacks("S-30");
        // The JDK's parser takes no longer namespace name than a thousand characters.
        String longName = "u".repeat(900);
        Map<String, String> bodies = new LinkedHashMap<>();
        bodies.put("declaration written again and again", "<x/>".repeat(15_000));
        bodies.put("wide", "<y/>".repeat(15_000));
        bodies.put("endless PrefixList", inclusive("p ".repeat(100_000)));
        bodies.forEach((about, body) -> {
            String xml = signedInfo(body, longName);
            attacks.post(about, DOOR, encode(xml));
            assertThat(DOOR.post(encode(xml)).details()).containsAnyOf("canonical XML", "PrefixList");
            assertThat(Cost.ofWarm(() -> DOOR.post(encode(xml))).cpu())
                    .as(about)
                    .isLessThan(Duration.ofMillis(100));
        });
        attacks.assertAllRefusedFor(LoginError.TOO_LARGE, LoginError.MALFORMED);
    }

    private static Map<String, String> shapes() {
        Map<String, String> shapes = new LinkedHashMap<>();
        for (int depth : new int[] {49, 101, 1_000, 20_000, 500_000}) {
            shapes.put("depth " + depth, "<a>".repeat(depth) + "</a>".repeat(depth));
        }
        shapes.put("unclosed", "<a>".repeat(100_000));
        shapes.put("siblings", "<a/>".repeat(100_000));
        shapes.put("text and comments", "x<!---->".repeat(40_000));
        shapes.put("attributes", "<a " + numbered(" a%d=\"\"", 20_000) + "/>");
        shapes.put("namespaces", "<a " + numbered(" xmlns:a%d=\"u%<d\"", 150) + "/>");
        shapes.put("namespaces in many levels", nestedNamespaces(40));
        shapes.put("long name", "<" + "a".repeat(400_000) + "/>");
        shapes.put("long attribute", "<a b=\"" + "a".repeat(400_000) + "\"/>");
        shapes.put("10 MB", "x".repeat(10_000_000));
        shapes.put("character references", "&#65;".repeat(90_000));
        return shapes;
    }

    private static String nestedNamespaces(int levels) {
        StringBuilder xml = new StringBuilder();
        for (int level = 0; level < levels; level++) {
            xml.append("<a");
            for (int i = 0; i < 50; i++) {
                xml.append(" xmlns:p").append(level).append('x').append(i).append("=\"u\"");
            }
            xml.append('>');
        }
        return xml + "</a>".repeat(levels);
    }

    private static String numbered(String template, int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(String.format(java.util.Locale.ROOT, template, i));
        }
        return all.toString();
    }

    private static String inclusive(String prefixes) {
        return "<ec:InclusiveNamespaces xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"" + prefixes
                + "\"/>";
    }

    private static String signedInfo(String body, String longName) {
        String signature = "<ds:Signature xmlns:ds=\"" + Dom.DS + "\" xmlns:a=\"" + longName + "\"><ds:SignedInfo>"
                + "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">"
                + (body.startsWith("<ec:") ? body : "") + "</ds:CanonicalizationMethod>"
                + (body.startsWith("<ec:") ? "<x/>".repeat(5_000) : body.replace("<x/>", "<a:x/>"))
                + "</ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>";
        String xml = VendorResponse.of(Vendor.ONELOGIN).unsigned();
        return xml.replaceFirst("</saml:Issuer>", "</saml:Issuer>" + signature);
    }
}
