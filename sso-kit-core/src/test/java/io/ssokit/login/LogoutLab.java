package io.ssokit.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.attack.TestKeys;
import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.ConnectionBuilder;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.key.SamlKey;
import io.ssokit.key.TestSamlKeys;
import io.ssokit.session.SsoSession;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.SamlBinding;
import io.ssokit.testing.SamlMessage;
import io.ssokit.testing.SamlResponse;
import io.ssokit.testing.SamlScript;
import io.ssokit.testing.SamlSession;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A whole kit and an identity provider that shares no code with it, one browser, and a clock to turn. */
public final class LogoutLab implements AutoCloseable {
    public static final String SLO = "https://app.example.com/sso/saml/acme/slo";

    final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    public final FakeIdp idp = FakeIdp.builder().clock(clock).start();
    final List<AuditEvent> events = new ArrayList<>();
    final Map<String, String> cookies = new HashMap<>();
    private final String idpMetadata;
    final Stores stores;
    public final SsoKit kit;

    /** Somebody who is signed in, as we and as the identity provider call it. */
    public record SignedIn(SsoSession session, SamlSession atIdp) {}

    /** With single logout by HTTP-Redirect. */
    public LogoutLab() {
        this(MemoryStores::create, SamlConnectionBuilder::singleLogout);
    }

    private LogoutLab(Function<Clock, Stores> stores, UnaryOperator<SamlConnectionBuilder> options) {
        this(stores, options, UnaryOperator.identity());
    }

    private LogoutLab(
            Function<Clock, Stores> stores,
            UnaryOperator<SamlConnectionBuilder> options,
            UnaryOperator<String> idpMetadata) {
        this.idpMetadata = idpMetadata.apply(idp.saml().metadata());
        this.stores = stores.apply(clock);
        this.kit = kit(options.apply(connection("acme")), connection("globex"));
        registered();
    }

    static LogoutLab on(Function<Clock, Stores> stores) {
        return new LogoutLab(stores, SamlConnectionBuilder::singleLogout);
    }

    static LogoutLab with(UnaryOperator<SamlConnectionBuilder> options) {
        return new LogoutLab(MemoryStores::create, options);
    }

    /** We know of no address of the identity provider for logout messages; it knows ours. */
    static LogoutLab withoutLogoutService() {
        return new LogoutLab(
                MemoryStores::create,
                UnaryOperator.identity(),
                metadata -> metadata.replaceAll("<md:SingleLogoutService[^>]*(/>|></md:SingleLogoutService>)", ""));
    }

    private SsoKit kit(ConnectionBuilder<?>... connections) {
        return SsoKit.builder(ServiceProvider.of(URI.create("https://app.example.com")))
                .connections(connections)
                .stores(stores)
                .audit(events::add)
                .clock(clock)
                .build();
    }

    private SamlConnectionBuilder connection(String id) {
        return IdpConnection.saml(id).tenant("acme").metadataXml(idpMetadata).insecureAllowHttp();
    }

    private void registered() {
        // Making real ones takes seconds.
        kit.samlKeys().importPem(SamlKey.Use.SIGNING, TestSamlKeys.pem(TestKeys.STRANGER));
        kit.samlKeys().importPem(SamlKey.Use.ENCRYPTION, TestSamlKeys.pem(TestKeys.SP));
        kit.connections().list().forEach(connection -> idp.saml().register(metadata(connection.id())));
    }

    /** What we say of ourselves. */
    public String metadata(String connection) {
        LoginReply.Document document = (LoginReply.Document) kit.flow().metadata(connection);
        return new String(document.body(), StandardCharsets.UTF_8);
    }

    /** A response that is signed as a whole, for somebody who asks the identity provider for it. */
    public String signedResponse(String persona) {
        SamlScript script = SamlScript.of(s -> s.sign(SamlScript.Sign.BOTH));
        return idp.saml().respond(begin("acme"), idp.persona(persona), script).xml();
    }

    /** Signs a persona in; each time in a session of its own. */
    public SignedIn signIn(String persona) {
        return signIn("acme", persona, SamlScript.standard());
    }

    SignedIn signIn(String connection, String persona, SamlScript how) {
        return finish(connection, begin(connection), persona, how);
    }

    /** Sends the browser to the identity provider. */
    AuthnRequest begin(String connection) {
        LoginReply.Redirect start = (LoginReply.Redirect) keep(kit.flow().start(connection, get("")));
        return AuthnRequest.fromRedirect(start.location());
    }

    SignedIn finish(String connection, AuthnRequest request, String persona, SamlScript how) {
        SamlResponse response = idp.saml().respond(request, idp.persona(persona), how);
        LoginReply reply = keep(kit.flow().finish(connection, post(response.form())));
        assertThat(reply).as(events::toString).isInstanceOf(LoginReply.SignedIn.class);
        return new SignedIn(((LoginReply.SignedIn) reply).session(), Objects.requireNonNull(response.session()));
    }

    /** The same at a connection that sends its requests by HTTP-POST. */
    SignedIn signInByPost(String persona) {
        LoginReply.PostForm start = (LoginReply.PostForm) keep(kit.flow().start("acme", get("")));
        AuthnRequest request = AuthnRequest.fromPost(
                start.fields().get("SAMLRequest"), start.fields().get("RelayState"));
        return finish("acme", request, persona, SamlScript.standard());
    }

    /** Signs somebody out of the app. */
    void logoutQuietly(SignedIn person) {
        kit.logout().logout(post("", Map.of(), Optional.of(person.session())));
    }

    /** What the logout endpoint of acme makes of a message. */
    LoginReply receive(SamlMessage message) {
        return receive(asRequest(message));
    }

    /** The same for any request. */
    public LoginReply receive(LoginRequest request) {
        return keep(kit.logout().receive("acme", request));
    }

    /** As the browser brings it. */
    public LoginRequest asRequest(SamlMessage message) {
        return message.binding() == SamlBinding.POST
                ? post(message.parameters())
                : get(message.uri().getRawQuery());
    }

    public boolean isLive(SignedIn person) {
        return kit.isLive(person.session());
    }

    /** A GET with this query, not decoded. */
    public LoginRequest get(String rawQuery) {
        return new LoginRequest("GET", Optional.of(rawQuery), decoded(rawQuery), Map.of(), cookies, Optional.empty());
    }

    /** A form without a session: cookies of containers do not come along from other sites. */
    public LoginRequest post(Map<String, String> form) {
        return post("", form, Optional.empty());
    }

    public LoginRequest post(String rawQuery, Map<String, String> form, Optional<SsoSession> session) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        form.forEach((name, value) -> fields.put(name, List.of(value)));
        return new LoginRequest("POST", Optional.of(rawQuery), decoded(rawQuery), fields, cookies, session);
    }

    LoginReply keep(LoginReply reply) {
        for (ReplyCookie cookie : reply.cookies()) {
            if (cookie.maxAge().isZero()) {
                cookies.remove(cookie.name());
            } else {
                cookies.put(cookie.name(), cookie.value());
            }
        }
        return reply;
    }

    /** The reason behind the refusal that was audited last. */
    public LoginError lastReason() {
        return events.stream()
                .filter(AuditEvent.SignOutRefused.class::isInstance)
                .map(AuditEvent.SignOutRefused.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow()
                .error();
    }

    public Instant now() {
        return clock.instant();
    }

    private static Map<String, List<String>> decoded(String rawQuery) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            all.computeIfAbsent(decode(name), any -> new ArrayList<>()).add(decode(value));
        }
        return all;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return text;
        }
    }

    @Override
    public void close() {
        kit.close();
        idp.close();
    }
}
