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

    private static El parse(String xml) {
        return Xml.parse(xml.getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
    }
}
