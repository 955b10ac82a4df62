package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.TestKeys;
import io.ssokit.error.LoginError;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every bound from both sides: what just fits is taken, one more is refused. */
@Tag("S-30")
class LimitsTest {
    private static final XmlLimits SMALL = new XmlLimits(200, 3, 6, 4, 3);

    @Test
    void parse_bytes_exact() {
        String fits = "<a>" + "x".repeat(193) + "</a>";
        assertFits(fits);
        assertRefused(LoginError.TOO_LARGE, () -> parse(fits + " "));
    }

    @Test
    void parse_depth_exact() {
        assertFits("<a><b><c/></b></a>");
        assertRefused(LoginError.MALFORMED, () -> parse("<a><b><c><d/></c></b></a>"));
        assertFits("<a><b><c/></b><b><c/></b></a>");
    }

    @Test
    void parse_nodes_exactWhateverTheirKind() {
        assertFits("<a><b/><b/><b/><b/><b/></a>");
        assertRefused(LoginError.MALFORMED, () -> parse("<a><b/><b/><b/><b/><b/><b/></a>"));
        assertFits("<a>t<b/>t<b/>t</a>");
        assertRefused(LoginError.MALFORMED, () -> parse("<a>t<b/>t<b/>t<b/></a>"));
        assertRefused(LoginError.MALFORMED, () -> parse("<a><b/>t<b/>t<b/>t</a>"));
        assertFits("<a><!----><!----><!----><!----><!----></a>");
        assertRefused(LoginError.MALFORMED, () -> parse("<a><!----><!----><!----><!----><!----><!----></a>"));
    }

    @Test
    void parse_attributes_countedWithDeclarations() {
        assertFits("<a b='' c='' d='' e=''/>");
        assertRefused(LoginError.MALFORMED, () -> parse("<a b='' c='' d='' e='' f=''/>"));
        assertFits("<a xmlns:b='u:b' xmlns:c='u:c' d='' e=''/>");
        assertRefused(LoginError.MALFORMED, () -> parse("<a xmlns:b='u:b' xmlns:c='u:c' d='' e='' f=''/>"));
        assertFits("<a b='' c='' d='' e=''><a b='' c='' d='' e=''/></a>");
    }

    @Test
    void parse_namespaces_countedInScope() {
        assertFits("<a xmlns='u:a' xmlns:b='u:b'><c xmlns:d='u:d'/><c xmlns:d='u:d'/></a>");
        assertRefused(
                LoginError.MALFORMED, () -> parse("<a xmlns='u:a' xmlns:b='u:b'><c xmlns:d='u:d' xmlns:e='u:e'/></a>"));
        assertFits("<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xmlns='u:a' xmlns:b='u:b' xmlns:c='u:c'/>");
    }

    /** Not one octet more; that the last few are refused as well costs nobody anything. */
    @Test
    void sink_limit_neverExceeded() {
        for (String character : List.of("x", "\u00e4", "\u20ac", "\uD83D\uDE00")) {
            int bytes = character.getBytes(StandardCharsets.UTF_8).length;
            for (int count : new int[] {1, 3, 50}) {
                String text = character.repeat(count);
                for (boolean markup : new boolean[] {true, false}) {
                    assertThat(written(text, bytes * count + 4, markup)).isEqualTo(text);
                    assertRefused(LoginError.TOO_LARGE, () -> written(text, bytes * count - 1, markup));
                }
            }
        }
        assertThat(written("", 0, true)).isEmpty();
    }

    @Test
    void sink_escapes_asCanonicalXmlWantsThem() {
        String hostile = "<>&\"'\t\n\r\u00e4";
        ByteSink out = new ByteSink(1, 1000);
        out.text(hostile);
        out.raw('|');
        out.value(hostile);
        assertThat(new String(out.toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo("&lt;&gt;&amp;\"'\t\n&#xD;\u00e4|&lt;>&amp;&quot;'&#x9;&#xA;&#xD;\u00e4");
        assertThat(out.size()).isEqualTo(out.toByteArray().length);
        ByteSink small = new ByteSink(100, 10);
        small.text("&");
        assertRefused(LoginError.TOO_LARGE, () -> small.text("&&"));
    }

    @Test
    void base64_sizeAndAlphabet() {
        String fits = Base64.getEncoder().encodeToString(new byte[300]);
        assertThat(StrictBase64.decode(fits, 300, "x")).hasSize(300);
        assertThat(StrictBase64.decode(" " + fits.replaceAll("(.{76})", "$1\r\n\t"), 300, "x"))
                .hasSize(300);
        assertThat(StrictBase64.decode(fits + " ".repeat(300 / 8 + 16), 300, "x"))
                .hasSize(300);
        assertRefused(LoginError.TOO_LARGE, () -> StrictBase64.decode(fits + " ".repeat(300 / 8 + 17), 300, "x"));
        for (String bad : List.of(
                "*", "AA-A", "AA_A", "A", "AA=A", "AAAA=", "\u00e4AAA", "AB==", "AB", "AAB=", "AAB", "AAAAAP==")) {
            assertRefused(LoginError.MALFORMED, () -> StrictBase64.decode(bad, 300, "x"));
        }
        assertThat(StrictBase64.decode("", 300, "x")).isEmpty();
    }

    @Test
    void inflate_mebibyte_exact() {
        byte[] whole = Deflate.deflate("x".repeat(Deflate.MAX_INFLATED_BYTES));
        assertThat(Deflate.inflate(whole)).hasSize(Deflate.MAX_INFLATED_BYTES).containsOnly('x');
        byte[] more = Deflate.deflate("x".repeat(Deflate.MAX_INFLATED_BYTES + 1));
        assertRefused(LoginError.TOO_LARGE, () -> Deflate.inflate(more));
        byte[] small = Deflate.deflate("small");
        assertThat(Deflate.inflate(small)).asString(StandardCharsets.UTF_8).isEqualTo("small");
        for (byte[] bad : List.of(
                new byte[0],
                Arrays.copyOf(small, small.length - 1),
                Arrays.copyOf(small, small.length + 1),
                new byte[] {0x78, (byte) 0x9c, 0x03, 0x00},
                new byte[] {(byte) 0xff, (byte) 0xff})) {
            assertRefused(LoginError.MALFORMED, () -> Deflate.inflate(bad));
        }
    }

    @Test
    void usable_keyLength_exact() throws Exception {
        assertThat(SignatureAlgorithm.isUsable(rsa(2048))).isTrue();
        assertThat(SignatureAlgorithm.isUsable(rsa(2047))).isFalse();
        assertThat(SignatureAlgorithm.isUsable(TestKeys.IDP_EC.getPublic())).isTrue();
        assertThatCode(() -> TrustedKeys.ofKeys(List.of(rsa(2048))).usable()).doesNotThrowAnyException();
        assertThatThrownBy(() -> TrustedKeys.ofKeys(List.of(rsa(2047))).usable())
                .hasMessageContaining("1 keys");
        assertThatThrownBy(() -> TrustedKeys.ofKeys(List.of()).usable()).hasMessageContaining("no key");
    }

    @Test
    void ecdsa_range_exact() {
        ECPublicKey key = (ECPublicKey) TestKeys.IDP_EC.getPublic();
        BigInteger order = key.getParams().getOrder();
        BigInteger last = order.subtract(BigInteger.ONE);
        for (BigInteger good : List.of(BigInteger.ONE, last)) {
            assertThat(EcdsaRange.holds(key, pair(good, BigInteger.ONE))).isTrue();
            assertThat(EcdsaRange.holds(key, pair(BigInteger.ONE, good))).isTrue();
        }
        for (BigInteger bad : List.of(BigInteger.ZERO, order)) {
            assertThat(EcdsaRange.holds(key, pair(bad, BigInteger.ONE))).isFalse();
            assertThat(EcdsaRange.holds(key, pair(BigInteger.ONE, bad))).isFalse();
        }
        byte[] good = pair(BigInteger.ONE, BigInteger.ONE);
        assertThat(EcdsaRange.holds(key, Arrays.copyOf(good, 63))).isFalse();
        assertThat(EcdsaRange.holds(key, Arrays.copyOf(good, 65))).isFalse();
    }

    @Test
    void policy_everyCombination() {
        for (int bits = 0; bits < 16; bits++) {
            boolean wantsAssertion = (bits & 1) != 0;
            boolean wantsResponse = (bits & 2) != 0;
            boolean assertion = (bits & 4) != 0;
            boolean response = (bits & 8) != 0;
            SignaturePolicy policy = new SignaturePolicy(wantsAssertion, wantsResponse);
            boolean enough = (assertion || response) && (assertion || !wantsAssertion) && (response || !wantsResponse);
            if (enough) {
                policy.requireSigned(response, assertion);
            } else {
                assertRefused(LoginError.SIGNATURE, () -> policy.requireSigned(response, assertion));
            }
        }
        assertThatThrownBy(() -> new SignaturePolicy(true, true).requireSigned(true, false))
                .hasMessageContaining("of the response and of the assertion")
                .hasMessageContaining("only one of the response");
        assertThatThrownBy(() -> new SignaturePolicy(true, false).requireSigned(false, false))
                .hasMessageContaining("a signature of the assertion")
                .hasMessageContaining("none");
        assertThatThrownBy(() -> new SignaturePolicy(false, true).requireSigned(false, true))
                .hasMessageContaining("a signature of the response,")
                .hasMessageContaining("only one of the assertion");
    }

    private static byte[] pair(BigInteger r, BigInteger s) {
        byte[] both = new byte[64];
        copy(r, both, 32);
        copy(s, both, 64);
        return both;
    }

    private static void copy(BigInteger value, byte[] to, int end) {
        byte[] bytes = value.toByteArray();
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, to, end - length, length);
    }

    private static java.security.PublicKey rsa(int bits) throws Exception {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537)));
    }

    private static String written(String text, int limit, boolean markup) {
        ByteSink out = new ByteSink(1, limit);
        if (markup) {
            out.raw(text);
        } else {
            out.text(text);
        }
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    private static void assertFits(String xml) {
        assertThat(parse(xml)).isNotNull();
    }

    private static El parse(String xml) {
        return Xml.parse(xml.getBytes(StandardCharsets.UTF_8), SMALL);
    }

    private static void assertRefused(LoginError error, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SamlRefusal.class,
                        refusal -> assertThat(refusal.error()).isEqualTo(error));
    }
}
