package io.ssokit.servlet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.servlet.Container;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.SamlEncryption;
import io.ssokit.testing.SamlResponse;
import io.ssokit.testing.SamlScript;
import io.ssokit.testing.SamlScript.Sign;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * S-16: by HTTP, where the attacker stands, a message that cannot be decrypted looks like one that is badly signed, for
 * somebody else, too late, or held up because there were too many; on the connection that lets most be tried.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("S-16")
class SameAnswerIT {
    private static final Map<String, String> JSON = Map.of("Accept", "application/json");
    private static final Map<String, String> HTML = Map.of("Accept", "text/html");

    private final FakeIdp idp = FakeIdp.start();
    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private final Random random = new Random(16);
    private Container app;

    @BeforeAll
    void start() {
        app = Container.start(Brand.JETTY, this::kit);
        idp.saml()
                .register(
                        TestBrowser.create().get(at("/sso/saml/acme/metadata")).body());
    }

    @AfterAll
    void stop() {
        app.close();
        idp.close();
    }

    private SsoKit.Builder kit(ServiceProvider serviceProvider) {
        return SsoKit.builder(serviceProvider)
                .connections(IdpConnection.saml("acme")
                        .tenant("acme")
                        .metadataXml(idp.saml().metadata())
                        .insecureAllowEncryptedInUnsignedResponse()
                        .insecureAllowHttp())
                .audit(events::add);
    }

    @Test
    void acs_everythingThatIsWrongWithAMessage_oneAnswer() {
        assertThat(answer(encrypted(SamlEncryption.modern()), JSON).status())
                .as("the oracle")
                .isEqualTo(303);
        events.clear();
        Set<String> asJson = new HashSet<>();
        Set<String> asPage = new HashSet<>();
        int tried = 0;
        for (SamlScript wrong : wrong()) {
            asJson.add(seen(answer(wrong, JSON)));
            asPage.add(seen(answer(wrong, HTML)));
            tried += 2;
        }
        assertThat(asJson).singleElement().asString().startsWith("403 ").contains("RESPONSE_REFUSED");
        assertThat(asPage).singleElement().asString().startsWith("403 ").contains("was not accepted");
        assertThat(events)
                .filteredOn(AuditEvent.SignInRefused.class::isInstance)
                .extracting(event -> ((AuditEvent.SignInRefused) event).error())
                .hasSize(tried)
                .contains(
                        LoginError.DECRYPTION,
                        LoginError.SIGNATURE,
                        LoginError.MALFORMED,
                        LoginError.STRUCTURE,
                        LoginError.AUDIENCE,
                        LoginError.EXPIRED);
        System.out.printf("attacks: %d tried, 0 accepted (S-16) one answer by HTTP%n", tried);
    }

    private List<SamlScript> wrong() {
        Map<String, SamlScript> forged = new LinkedHashMap<>(ForgedAnswers.saml());
        // The identity provider's own refusal is told as such.
        forged.remove("failed");
        List<SamlScript> all = new ArrayList<>(forged.values());
        SamlScript twice = SamlScript.of(
                s -> s.afterSigning(xml -> xml.replaceFirst("(?s)(<saml:Assertion.*</saml:Assertion>)", "$1$1")));
        all.add(twice);
        for (int i = 0; i < 30; i++) {
            all.add(flipped(SamlEncryption.modern()));
            all.add(flipped(SamlEncryption.compatible()));
        }
        return all;
    }

    private static SamlScript encrypted(SamlEncryption how) {
        return SamlScript.of(s -> s.encryptAssertions(how).sign(Sign.ASSERTION));
    }

    private SamlScript flipped(SamlEncryption how) {
        return SamlScript.of(s -> s.encryptAssertions(how).sign(Sign.ASSERTION).afterSigning(this::flipped));
    }

    /** Another letter somewhere in one of the two CipherValues. */
    private String flipped(String xml) {
        String mark = "CipherValue>";
        int from = (random.nextBoolean() ? xml.indexOf(mark) : xml.lastIndexOf("<", xml.lastIndexOf(mark)) - 200);
        int at = from + mark.length() + random.nextInt(100);
        char other = xml.charAt(at) == 'A' ? 'B' : 'A';
        return xml.substring(0, at) + other + xml.substring(at + 1);
    }

    private Page answer(SamlScript script, Map<String, String> headers) {
        TestBrowser browser = TestBrowser.create();
        URI request = browser.fetch(at("/sso/start/acme?returnTo=/app/"), Map.of())
                .location()
                .orElseThrow();
        SamlResponse response = idp.saml().respond(AuthnRequest.fromRedirect(request), idp.persona("alice"), script);
        return browser.fetchPost(response.acsUrl(), response.form(), headers);
    }

    /** All that comes back, but for the reference, the date and the name of the attempt's cookie. */
    private String seen(Page page) {
        Map<String, List<String>> headers = new HashMap<>(page.headers());
        headers.keySet().removeIf(name -> name.equalsIgnoreCase("date"));
        headers.replaceAll((name, values) -> name.equalsIgnoreCase("set-cookie")
                ? values.stream()
                        .map(value -> value.replaceAll("^[^=]+=", "cookie="))
                        .toList()
                : values);
        AuditEvent.SignInRefused last = (AuditEvent.SignInRefused) events.get(events.size() - 1);
        return page.status() + " " + (new TreeMap<>(headers) + page.body()).replace(last.reference(), "REFERENCE");
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + app.port() + path);
    }
}
