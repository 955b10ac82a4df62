package io.ssokit.attack;

import static io.ssokit.attack.IdpXml.IDP;
import static io.ssokit.attack.IdpXml.SSO;
import static io.ssokit.attack.IdpXml.entity;
import static io.ssokit.attack.IdpXml.group;
import static io.ssokit.attack.IdpXml.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.TrustEvent;
import io.ssokit.audit.TrustEvent.TrustFailed;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.internal.saml.SamlLogin;
import io.ssokit.login.EngineContexts;
import io.ssokit.login.LoginEngine.Attempt;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * S-34: where metadata comes from is in somebody else's hands for a while. Each time: refused, the last good document goes
 * on serving, and an alarm is raised; and where there is no good document yet, nobody signs in.
 */
@Tag("S-34")
class MetadataPoisoningTest {
    private static final ServiceProvider APP = ServiceProvider.of(URI.create("https://app.example.com"));
    private static final String GOOD = entity(IDP, TestKeys.IDP);

    /** Signs metadata, not messages. */
    private static final KeyPair OPERATOR = TestKeys.SP;

    private final List<AuditEvent> events = new ArrayList<>();
    private final Trap trap = new Trap();
    private final List<String> accepted = new ArrayList<>();
    private HttpServer server;
    private Answer answer = Answer.document(GOOD);
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private int tried;

    /** What the source says from now on. */
    @FunctionalInterface
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;

        static Answer document(String xml) {
            byte[] body = xml.getBytes(StandardCharsets.UTF_8);
            return exchange -> {
                exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            };
        }

        static Answer redirect(String to) {
            return exchange -> {
                exchange.getResponseHeaders().set("Location", to);
                exchange.sendResponseHeaders(302, -1);
            };
        }

        static Answer megabytes(int count, boolean announced) {
            return exchange -> {
                exchange.sendResponseHeaders(200, announced ? (long) count << 20 : 0);
                byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
                try (OutputStream out = exchange.getResponseBody()) {
                    for (int i = 0; i < count; i++) {
                        out.write(spaces);
                    }
                }
            };
        }
    }

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metadata", exchange -> {
            try (exchange) {
                answer.to(exchange);
            } catch (IOException theReaderHasHadEnough) {
                assertThat(exchange).isNotNull();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        trap.close();
    }

    @Test
    void refresh_poisonedDocument_lastGoodKeptAndAlarmRaised() {
        Map<String, Answer> attacks = new LinkedHashMap<>();
        documents().forEach((name, xml) -> attacks.put(name, Answer.document(xml)));
        attacks.put("50 MB, announced", Answer.megabytes(50, true));
        attacks.put("50 MB, in chunks", Answer.megabytes(50, false));
        attacks.put("redirect to the cloud's metadata", Answer.redirect("http://169.254.169.254/latest/meta-data/"));
        attacks.put("redirect to this machine", Answer.redirect(trap.url()));
        attacks.put("redirect to a file", Answer.redirect("file:///etc/hostname"));
        attacks.forEach((name, poison) -> attack(name, plain(), GOOD, poison));
        assertNoneAccepted("refresh");
        assertThat(trap.visits()).isZero();
    }

    @Test
    void refresh_pinnedSigner_onlyWhatItSigned() {
        String good = signed(GOOD, "_e", OPERATOR);
        String evil = entity(IDP, TestKeys.STRANGER);
        Map<String, String> attacks = new LinkedHashMap<>();
        attacks.put("unsigned", evil);
        attacks.put("signed by the key in it", signed(evil, "_e", TestKeys.STRANGER));
        attacks.put("signed by the good IdP's message key", signed(evil, "_e", TestKeys.IDP));
        attacks.put("key exchanged after signing", swapped(good));
        attacks.put("address exchanged after signing", good.replace(SSO + "\"", "https://evil.example/\""));
        attacks.put("signature taken off", good.replaceAll("(?s)<ds:Signature.*</ds:Signature>", ""));
        attacks.put("signed one beside an evil one", group(good, evil.replace("\"_e\"", "\"_x\"")));
        attacks.put("evil one around the signed one", evil.replace("<md:IDPSSODescriptor", extended(good)));
        attacks.put("evil one with the signature of the good one", graft(good, evil));
        attacks.put("group signed by a stranger around a good one", signed(group(good), "_g", TestKeys.STRANGER));
        attacks.put("another entity of the same signer", signed(entity("urn:other", TestKeys.SP), "_e", OPERATOR));
        attacks.forEach((name, xml) -> attack(name, pinned(), good, Answer.document(xml)));
        assertNoneAccepted("refresh, pinned");
    }

    @Test
    void refresh_pinnedSigner_itsOwnNewDocumentsCount() {
        for (String next : List.of(
                signed(entity(IDP, TestKeys.STRANGER), "_e", OPERATOR),
                signed(
                        group(
                                entity("urn:x", TestKeys.IDP).replace("\"_e\"", "\"_x\""),
                                entity(IDP, TestKeys.STRANGER)),
                        "_g",
                        OPERATOR),
                group(
                        entity("urn:x", TestKeys.IDP).replace("\"_e\"", "\"_x\""),
                        signed(entity(IDP, TestKeys.STRANGER), "_e", OPERATOR)))) {
            SamlLogin engine = engine();
            SamlConnection connection = pinned().build();
            answer = Answer.document(signed(GOOD, "_e", OPERATOR));
            assertThat(keys(engine, connection)).containsExactly(der(TestKeys.IDP));
            turnPages(next);
            assertThat(keys(engine, connection)).containsExactly(der(TestKeys.STRANGER));
        }
        assertThat(events).hasSize(3).allMatch(TrustEvent.TrustedKeysChanged.class::isInstance);
    }

    @Test
    void refresh_goodAgain_restoredOnceAndUsed() {
        SamlLogin engine = engine();
        SamlConnection connection = plain().build();
        keys(engine, connection);
        turnPages("<html/>");
        keys(engine, connection);
        turnPages("<html>again</html>");
        keys(engine, connection);
        turnPages(entity(IDP, TestKeys.STRANGER));
        assertThat(keys(engine, connection)).containsExactly(der(TestKeys.STRANGER));
        assertThat(events.stream().map(AuditEvent::name))
                .containsExactly("trust.metadata.refused", "trust.metadata.restored", "trust.keys.changed");
    }

    @Test
    void build_sourceThatIsNoneToTrust_refused() {
        for (String url : List.of(
                "http://idp.example/metadata",
                "ftp://idp.example/metadata",
                "javascript:alert(1)",
                "data:text/xml,x",
                "jar:https://idp.example/a.jar!/m.xml",
                "https://user:password@idp.example/metadata")) {
            tried++;
            assertThatThrownBy(() ->
                            IdpConnection.saml("acme").metadata(URI.create(url)).build())
                    .as(url)
                    .isInstanceOf(ConfigurationProblems.class);
        }
        for (String host : List.of("169.254.169.254", "127.0.0.1", "localhost", "10.0.0.1", "[::1]", "2130706433")) {
            SamlConnection inside = IdpConnection.saml("acme")
                    .metadata(URI.create("https://" + host + "/metadata"))
                    .build();
            tried++;
            assertThatThrownBy(() -> start(engine(), inside)).as(host).isInstanceOf(IdpUnavailableException.class);
        }
        assertNoneAccepted("sources");
    }

    private static Map<String, String> documents() {
        String evil = entity(IDP, TestKeys.STRANGER);
        Map<String, String> poison = new LinkedHashMap<>();
        poison.put("another entityID", entity("https://evil.example/entity", TestKeys.STRANGER));
        poison.put("entityID with a slash more", entity(IDP + "/", TestKeys.STRANGER));
        poison.put("ended", evil.replace(" ID=", " validUntil=\"2026-11-22T09:59:59Z\" ID="));
        poison.put("group ended", group(evil).replace(" ID=\"_g\"", " validUntil=\"2020-01-01T00:00:00Z\""));
        poison.put("role ended", evil.replace(" protocolS", " validUntil=\"2020-01-01T00:00:00Z\" protocolS"));
        poison.put("time without zone", evil.replace(" ID=", " validUntil=\"2099-01-01T00:00:00\" ID="));
        poison.put("a second entity of the same name", group(GOOD, evil.replace("\"_e\"", "\"_x\"")));
        poison.put("the same, deeper", group(GOOD, group(evil)));
        poison.put("only a second entity", group(entity("https://evil.example/entity", TestKeys.STRANGER)));
        for (String location : List.of(
                "javascript:alert(1)",
                "JavaScript:alert(1)",
                "data:text/html,x",
                "http://",
                "ftp://idp.example/sso",
                "https://idp.example@evil.example/",
                "//evil.example/sso",
                "/sso",
                "")) {
            poison.put("login at " + location, evil.replace("\"" + SSO + "\"", "\"" + location + "\""));
            poison.put("logout at " + location, evil.replace("\"" + SSO + "/logout\"", "\"" + location + "\""));
        }
        poison.put("no certificate", entity(IDP));
        poison.put("certificates for encryption only", evil.replace("use=\"signing\"", "use=\"encryption\""));
        poison.put("RSA of 1,024 bits", entity(IDP, TestKeys.rsa(1024)));
        poison.put("no login address", evil.replaceAll("<md:SingleSignOnService[^>]*>", ""));
        poison.put("100 certificates", IdpXml.withKeys(IDP, manyKeys()));
        poison.put("external entity", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>" + evil);
        poison.put("style sheet", "<?xml-stylesheet href=\"https://evil.example/x\"?>" + evil);
        poison.put("deep", nested(evil, 100));
        poison.put("cut off", evil.substring(0, evil.length() - 20));
        poison.put("two roots", evil + evil);
        poison.put("a login page", "<!doctype html><title>Sign in</title>");
        poison.put("another namespace", evil.replace(IdpXml.MD, "urn:oasis:names:tc:SAML:2.0:metadata#"));
        poison.put("SAML 1.1", evil.replace("SAML:2.0:protocol", "SAML:1.1:protocol"));
        poison.put("nothing", "");
        return poison;
    }

    private static String nested(String inner, int depth) {
        String open = "<md:EntitiesDescriptor xmlns:md=\"" + IdpXml.MD + "\">";
        return open.repeat(depth) + inner + "</md:EntitiesDescriptor>".repeat(depth);
    }

    /** Different ones: the same certificate a hundred times is one. */
    private static String manyKeys() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            try {
                byte[] der = TestKeys.certificate(TestKeys.STRANGER, "n" + i).getEncoded();
                all.append(IdpXml.key("", Base64.getEncoder().encodeToString(der)));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException(e);
            }
        }
        return all.toString();
    }

    private static String swapped(String good) {
        return good.replaceAll(
                "(?s)(<md:KeyDescriptor.*<ds:X509Certificate>)[^<]*",
                "$1" + IdpXml.certificate(TestKeys.STRANGER).replace("$", ""));
    }

    private static String extended(String good) {
        return "<md:Extensions>" + good.replaceFirst("<\\?xml[^>]*>", "") + "</md:Extensions><md:IDPSSODescriptor";
    }

    private static String graft(String good, String evil) {
        int from = good.indexOf("<ds:Signature");
        int to = good.indexOf("</ds:Signature>") + "</ds:Signature>".length();
        return evil.replaceFirst(">", ">" + good.substring(from, to).replace("$", "\\$"));
    }

    /** With a good document first, and then without one. */
    private void attack(String name, SamlConnectionBuilder from, String good, Answer poison) {
        SamlConnection connection = from.build();
        SamlLogin engine = engine();
        answer = Answer.document(good);
        assertThat(keys(engine, connection)).as(name).containsExactly(der(TestKeys.IDP));
        events.clear();
        now = now.plus(Duration.ofHours(1));
        answer = poison;
        tried++;
        boolean kept = keys(engine, connection).equals(List.of(der(TestKeys.IDP)));
        if (!kept || !start(engine, connection).toString().startsWith(SSO + "?SAMLRequest=")) {
            accepted.add(name);
        }
        assertThat(events).as(name).singleElement().isInstanceOfSatisfying(TrustFailed.class, alarm -> {
            assertThat(alarm.connection()).isEqualTo("acme");
            assertThat(alarm.lastGood()).contains(now.minus(Duration.ofHours(1)));
            assertThat(alarm.detail()).hasSizeLessThan(1000);
        });
        assertThatThrownBy(() -> start(engine(), fresh(connection, from)))
                .as(name)
                .isInstanceOf(IdpUnavailableException.class);
    }

    /** Where nothing is known of the identity provider but what was configured: its entityId has to be. */
    private static SamlConnection fresh(SamlConnection connection, SamlConnectionBuilder from) {
        return connection.idpEntityId().isPresent()
                ? connection
                : from.idpEntityId(IDP).build();
    }

    private void turnPages(String next) {
        now = now.plus(Duration.ofHours(1));
        answer = Answer.document(next);
    }

    private void assertNoneAccepted(String what) {
        System.out.printf("attacks: %d tried, %d accepted (S-34, %s)%n", tried, accepted.size(), what);
        assertThat(tried).isPositive();
        assertThat(accepted).isEmpty();
    }

    private SamlConnectionBuilder plain() {
        int port = server.getAddress().getPort();
        // Plain http for the test's own server; the addresses in the documents stay https.
        return IdpConnection.saml("acme")
                .metadata(URI.create("http://127.0.0.1:" + port + "/metadata"))
                .insecureAllowHttp();
    }

    private SamlConnectionBuilder pinned() {
        try {
            byte[] der = TestKeys.certificate(OPERATOR, "operator").getEncoded();
            return plain().metadataCertificates(Base64.getEncoder().encodeToString(der));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private SamlLogin engine() {
        return new SamlLogin(EngineContexts.of(APP, clock(), events::add, Runnable::run));
    }

    private Clock clock() {
        InstantSource source = () -> now;
        return source.withZone(ZoneOffset.UTC);
    }

    private static List<String> keys(SamlLogin engine, SamlConnection connection) {
        return engine.upkeep(connection).stream()
                .map(certificate -> Base64.getEncoder()
                        .encodeToString(certificate.getPublicKey().getEncoded()))
                .toList();
    }

    private static String der(KeyPair key) {
        return Base64.getEncoder().encodeToString(key.getPublic().getEncoded());
    }

    private URI start(SamlLogin engine, SamlConnection connection) {
        return engine.start(connection, new Attempt("handle", APP.at("/"), Optional.empty(), now))
                .action();
    }
}
