package io.ssokit.launch;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LaunchError;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.MovableClock;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import io.ssokit.user.UserStore.Origin;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An app with two targets, and Ada, who may launch the studio. */
final class LaunchFixture {
    static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    static final ServiceProvider APP = ServiceProvider.of(URI.create("https://app.example.com"));
    static final LaunchTarget STUDIO =
            LaunchTarget.of("studio", "Studio").forGroups(Set.of("engineering")).landingAt("/app/");
    static final LaunchTarget LOUNGE = LaunchTarget.of("lounge", "Lounge").landingAt("/lounge/");
    static final LaunchKey KEY = LaunchKey.of("k1", new byte[32]);

    final MovableClock clock;
    final Stores stores;
    final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    final User ada;
    final Launcher launcher;

    LaunchFixture() {
        this(MemoryStores::create);
    }

    /** @param makeStores takes the clock of all */
    LaunchFixture(Function<Clock, Stores> makeStores) {
        this.clock = MovableClock.at(NOON);
        this.stores = makeStores.apply(clock);
        this.ada = person("ada@acme.example");
        stores.users().createGroup(Group.named("acme", "engineering"), MembershipChange.adding(Set.of(ada.id())));
        this.launcher = launcher(APP, KEY);
    }

    Launcher launcher(ServiceProvider app, LaunchKey signing, LaunchKey... older) {
        return Launcher.builder(app, stores)
                .keys(signing, older)
                .targets(List.of(STUDIO, LOUNGE))
                .clock(clock)
                .audit(events::add)
                .build();
    }

    User person(String userName) {
        return stores.users().create(User.named("acme", userName).build(), Origin.PROVISIONING);
    }

    SsoSession session(User user) {
        return session(user, clock.instant().plus(Duration.ofHours(8)));
    }

    SsoSession session(User user, Instant expiresAt) {
        return new SsoSession(
                "session-of-" + user.id(),
                user.tenant(),
                "okta",
                "saml",
                "subject of " + user.userName(),
                Optional.empty(),
                user.id(),
                user.userName(),
                user.email(),
                user.label(),
                Set.of("from the assertion"),
                SessionTags.of(Map.of(SessionTags.ACCESS_CONTROL + "CostCenter", List.of("42")), false),
                clock.instant(),
                clock.instant(),
                expiresAt,
                Optional.of("idx-1"),
                Optional.empty(),
                SsoSession.Authn.UNKNOWN,
                Optional.empty());
    }

    String token() {
        return token(LaunchRequest.to("studio").as(session(ada)));
    }

    String token(LaunchRequest request) {
        return token(launcher.presign(request));
    }

    static String token(PresignedUrl url) {
        return url.authorizedUrl().getRawQuery().substring("token=".length());
    }

    /** Why a call is refused; empty if it is not. */
    static Optional<LaunchError> refusal(Callable<?> call) {
        try {
            call.call();
            return Optional.empty();
        } catch (LaunchException refused) {
            return Optional.of(refused.error());
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }

    Optional<LaunchError> redeem(String token) {
        return refusal(() -> launcher.redeem(token, Optional.empty()));
    }
}
