package io.ssokit.login;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.error.LoginError;
import io.ssokit.session.NameId;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A protocol in which the answer says in clear who signs in; takes its ids like a real one. */
final class FakeEngine implements LoginEngine {
    /** The attempt that was started last. */
    volatile @Nullable Attempt attempt;

    /** How sign-outs go on at the identity provider; not at all if null. */
    volatile @Nullable LogoutEngine logout;

    @Override
    public Optional<LogoutEngine> logout(IdpConnection connection) {
        return Optional.ofNullable(logout);
    }

    @Override
    public boolean serves(IdpConnection connection) {
        return true;
    }

    /** The entityId that a connection of the tests is told, or none. */
    @Override
    public Optional<String> issuer(IdpConnection connection) {
        return connection instanceof SamlConnection saml ? saml.idpEntityId() : Optional.empty();
    }

    @Override
    public Start start(IdpConnection connection, Attempt attempt) {
        this.attempt = attempt;
        URI idp = URI.create("https://idp.example/" + connection.id() + "?state=" + attempt.handle());
        return new Start(idp, Map.of(), Map.of("request", "r-" + attempt.handle()));
    }

    @Override
    public Optional<String> handle(IdpConnection connection, LoginRequest request) {
        return request.formValue("RelayState");
    }

    @Override
    public boolean isUnsolicited(LoginRequest request) {
        return request.formValue("unsolicited").isPresent();
    }

    @Override
    public Identity finish(Callback callback) {
        return read(callback);
    }

    @Override
    public Identity finishUnsolicited(Unsolicited callback) {
        return read(new Callback(
                callback.connection(),
                callback.request(),
                "",
                Map.of(),
                callback.now(),
                callback.now(),
                callback.once()));
    }

    private static Identity read(Callback callback) {
        String subject = callback.request()
                .formValue("subject")
                .orElseThrow(() -> LoginException.of(LoginError.SIGNATURE, "a signature", "none"));
        Optional.ofNullable(callback.memory().get("request"))
                .ifPresent(id ->
                        callback.once().take("fake.request", id, callback.now().plus(Duration.ofMinutes(10))));
        callback.request()
                .formValue("assertion")
                .ifPresent(id -> callback.once()
                        .take("fake.assertion", id, callback.now().plusSeconds(300)));
        Map<String, List<String>> attributes = new java.util.LinkedHashMap<>();
        callback.request().form().forEach((name, values) -> {
            if (name.startsWith("a.")) {
                attributes.put(name.substring(2), values);
            }
        });
        return new Identity(
                subject,
                Optional.of(subject)
                        .filter(named ->
                                callback.request().formValue("anonymous").isEmpty()),
                attributes,
                SessionTags.of(attributes, false),
                callback.now(),
                callback.request().formValue("sessionEnd").map(Instant::parse),
                Optional.empty(),
                callback.request()
                        .formValue("format")
                        .map(format -> new NameId(subject, Optional.of(format), Optional.empty(), Optional.empty())),
                callback.request()
                        .formValue("assurance")
                        .map(Identity.Assurance::valueOf)
                        .map(worth -> new Identity.Evidence(
                                worth, SsoSession.Authn.UNKNOWN, Map.of(), () -> "", Optional.empty()))
                        .orElseGet(() -> Identity.Evidence.signed(SsoSession.Authn.UNKNOWN)));
    }
}
