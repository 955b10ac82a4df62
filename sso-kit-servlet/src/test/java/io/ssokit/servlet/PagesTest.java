package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.ServiceProvider;
import io.ssokit.login.LoginReply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PagesTest {
    private final Pages pages = new Pages(ServiceProvider.of(URI.create("https://app.example")));

    @Test
    void post_policy_namesExactlyTheStyleAndScriptOnThePage() throws Exception {
        Pages.Page page = pages.post(URI.create("https://idp.example:8443/sso?x=1"), Map.of("SAMLRequest", "abc"));
        assertThat(page.policy())
                .startsWith("default-src 'none'; base-uri 'none'; frame-ancestors 'none'; ")
                .contains("style-src '" + hash(page.html(), "style") + "'")
                .contains("script-src '" + hash(page.html(), "script") + "'")
                .contains("form-action 'self' https: https://idp.example:8443;")
                .doesNotContain("unsafe");
    }

    @Test
    void pagesWithoutScript_policy_allowsNone() {
        for (Pages.Page page : new Pages.Page[] {pages.signOut("Alice"), pages.message("a", "b", null, null)}) {
            assertThat(page.policy()).doesNotContain("script-src");
            assertThat(page.html()).doesNotContain("<script");
        }
    }

    @Test
    void form_withoutScripts_hasAButton() {
        assertThat(pages.post(URI.create("https://idp.example/"), Map.of("a", "b"))
                        .html())
                .contains("<button class=\"go\">Continue</button>");
        assertThat(pages.launch("Studio", Map.of("token", "t")).html())
                .contains("<button class=\"go\">Open Studio</button>");
    }

    /** Whoever may make connections chooses hosts: as many long ones as he likes. */
    @Test
    void chooser_iconsOfVeryManyHosts_policyStaysShort() {
        List<LoginReply.Chooser.Choice> choices = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            URI icon = URI.create("https://" + "a".repeat(60) + "." + "b".repeat(60) + "." + i + ".example/icon.png");
            choices.add(new LoginReply.Chooser.Choice("c" + i, Optional.of(icon), URI.create("https://app.example/")));
        }
        String few = policy(choices.subList(0, 3));
        assertThat(few).contains("img-src https://" + "a".repeat(60)).doesNotContain("img-src https: ");
        assertThat(policy(choices)).hasSizeLessThan(1_000).contains("; img-src https: http:");
    }

    private String policy(List<LoginReply.Chooser.Choice> choices) {
        return pages.chooser(new LoginReply.Chooser(
                        Optional.empty(), choices, Optional.empty(), false, "/", Optional.empty(), List.of()))
                .policy();
    }

    private static String hash(String html, String element) throws Exception {
        Matcher content = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(html);
        assertThat(content.find()).isTrue();
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(content.group(1).getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }
}
