package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.error.LoginError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class XmlTest {
    @Test
    void parse_namespaces_resolved() {
        El root = parse("<a:x xmlns:a='urn:a' xmlns='urn:d' q='1' a:q='2'><y xmlns=''/><a:z/></a:x>");
        assertThat(root.is("urn:a", "x")).isTrue();
        assertThat(root.attribute("q")).isEqualTo("1");
        assertThat(root.attribute("urn:a", "q")).isEqualTo("2");
        assertThat(root.elements().get(0).is("", "y")).isTrue();
        assertThat(root.count("urn:a", "z")).isEqualTo(1);
    }

    @Test
    void text_commentsCdataAndReferences_oneText() {
        assertThat(parse("<a>one<!-- x -->two<![CDATA[<3>]]>&#52;&amp;</a>").text())
                .isEqualTo("onetwo<3>4&");
        assertThat(parse("<a/>").text()).isEmpty();
    }

    @Test
    void hasText_whiteSpaceOnly_isNone() {
        assertThat(parse("<a> \n\t<b/> </a>").hasText()).isFalse();
        assertThat(parse("<a> \u00a0 <b/></a>").hasText()).isTrue();
    }

    @Test
    void parse_notUtf8_refused() {
        for (byte[] bytes : List.of(
                new byte[] {'<', 'a', '>', (byte) 0xFF, '<', '/', 'a', '>'},
                new byte[] {'<', 'a', '>', (byte) 0xF0, (byte) 0x9F, (byte) 0x98, '<', '/', 'a', '>'},
                new byte[] {'<', 'a', '>', (byte) 0xC0, (byte) 0x80, '<', '/', 'a', '>'},
                new byte[] {'<', 'a', '>', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '<', '/', 'a', '>'})) {
            assertThatThrownBy(() -> Xml.parse(bytes, XmlLimits.MESSAGE))
                    .isInstanceOf(SamlRefusal.class)
                    .hasMessageContaining("UTF-8");
        }
    }

    @Test
    void parse_replacementCharacter_isTextLikeAnyOther() {
        assertThat(parse("<a>\uFFFD</a>").text()).isEqualTo("\uFFFD");
    }

    @Test
    void parse_declaredEncoding_utf8AllTheSame() {
        assertThat(parse("<?xml version='1.0' encoding='ISO-8859-1'?><a>\u00e9</a>")
                        .text())
                .isEqualTo("\u00e9");
    }

    @Test
    void parse_afterRefusals_nextDocumentUnaffected() {
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> parse("<a><b>secret")).isInstanceOf(SamlRefusal.class);
            assertThatThrownBy(() -> parse("<?x y?><a/>")).isInstanceOf(SamlRefusal.class);
            assertThat(parse("<a>7</a>").text()).isEqualTo("7");
        }
    }

    @Test
    void parse_manyThreads_eachItsOwnTree() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> texts = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                String text = "t" + i;
                texts.add(threads.submit(
                        () -> parse("<a b='" + text + "'>" + text + "</a>").text()));
            }
            for (int i = 0; i < texts.size(); i++) {
                assertThat(texts.get(i).get()).isEqualTo("t" + i);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void parse_tooLarge_saysSo() {
        assertThatThrownBy(() -> Xml.parse(new byte[XmlLimits.MESSAGE.bytes() + 1], XmlLimits.MESSAGE))
                .isInstanceOfSatisfying(
                        SamlRefusal.class,
                        refusal -> assertThat(refusal.error()).isEqualTo(LoginError.TOO_LARGE));
    }

    @Test
    void quote_hostileText_fitForALogLine() {
        assertThat(SamlRefusal.quote("a\r\nb\u2028\u0000")).isEqualTo("\"a??b??\"");
        assertThat(SamlRefusal.quote("x".repeat(500))).hasSizeLessThan(210);
        assertThat(SamlRefusal.quote(null)).isEqualTo("nothing");
    }

    @Test
    void parse_otherVersionOfXml_refused() {
        assertThat(parse("<?xml version='1.0'?><a/>").local()).isEqualTo("a");
        assertThatThrownBy(() -> parse("<?xml version='1.1'?><a/>"))
                .isInstanceOf(SamlRefusal.class)
                .hasMessageContaining("XML 1.0");
    }

    @Test
    void canonicalize_charactersAtTheirBounds_asTheJdkEncodesThem() {
        for (String character : List.of("\u007f", "\u0080", "\u07ff", "\u0800", "\ufffd", "\ue000", "\ud800\udc00")) {
            String xml =
                    "<a" + (character.equals("\u007f") ? "" : " b=\"" + character + "\"") + ">" + character + "</a>";
            assertThat(canonical(xml, C14n.EXCLUSIVE, "")).isEqualTo(xml);
        }
        assertThat(canonical("<\u00e4\u4e00/>", C14n.EXCLUSIVE, "")).isEqualTo("<\u00e4\u4e00></\u00e4\u4e00>");
    }

    @Test
    void canonicalize_manyNamespaces_allAndSorted() {
        StringBuilder declarations = new StringBuilder();
        for (int i = 10; i < 70; i++) {
            declarations
                    .append(" xmlns:n")
                    .append(i)
                    .append("=\"urn:")
                    .append(i)
                    .append('"');
        }
        String sorted = "<a" + declarations + "></a>";
        assertThat(canonical(sorted, C14n.INCLUSIVE, "")).isEqualTo(sorted);
    }

    @Test
    void canonicalize_prefixList_sixtyFourAtMost() {
        assertThat(canonical("<a xmlns:p=\"urn:p\"/>", C14n.EXCLUSIVE, "q ".repeat(63) + "p"))
                .isEqualTo("<a xmlns:p=\"urn:p\"></a>");
        assertThatThrownBy(() -> canonical("<a xmlns:p=\"urn:p\"/>", C14n.EXCLUSIVE, "q ".repeat(64) + "p"))
                .isInstanceOf(SamlRefusal.class);
    }

    @Test
    void withoutComments_sameMethod() {
        assertThat(C14n.INCLUSIVE_WITH_COMMENTS.withoutComments()).isEqualTo(C14n.INCLUSIVE);
        assertThat(C14n.INCLUSIVE_11_WITH_COMMENTS.withoutComments()).isEqualTo(C14n.INCLUSIVE_11);
        assertThat(C14n.EXCLUSIVE_WITH_COMMENTS.withoutComments()).isEqualTo(C14n.EXCLUSIVE);
        assertThat(C14n.INCLUSIVE.withoutComments()).isEqualTo(C14n.INCLUSIVE);
    }

    @Test
    void remove_whiteSpaceAnywhere_gone() {
        for (String blank : List.of(" ", "\t", "\r", "\n")) {
            for (String text :
                    List.of(blank + "AB", "A" + blank + "B", "AB" + blank, blank + "A" + blank + "B" + blank)) {
                assertThat(XmlSpace.remove(text)).isEqualTo("AB");
            }
        }
        String none = "AB";
        assertThat(XmlSpace.remove(none)).isSameAs(none);
    }

    @Test
    void refusal_saysWhatWasExpectedReceivedAndHowToFix() {
        SamlRefusal refusal = SamlRefusal.of(LoginError.SIGNATURE, "one", "none", "sign it");
        assertThat(refusal.expected()).isEqualTo("one");
        assertThat(refusal.received()).isEqualTo("none");
        assertThat(refusal.fix()).isEqualTo("sign it");
        assertThat(SamlRefusal.structure("a", "b").fix()).isEqualTo(LoginError.STRUCTURE.remedy());
        assertThat(SamlRefusal.quote("x".repeat(200))).isEqualTo("\"" + "x".repeat(200) + "\"");
        assertThat(SamlRefusal.quote("x".repeat(201))).isEqualTo("\"" + "x".repeat(200) + "\u2026\"");
    }

    private static String canonical(String xml, C14n method, String prefixes) {
        ByteSink out = new ByteSink(1, 100_000);
        Xml.canonicalize(parse(xml), method, prefixes, null, out);
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    private static El parse(String xml) {
        return Xml.parse(xml.getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
    }
}
