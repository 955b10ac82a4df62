package io.ssokit.oidc;

import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.OidcRequests.Prompt;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import io.ssokit.session.SsoSession.Authn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a connection demands of how a person signed in at the provider. What was asked for is a wish that a browser can take
 * out of the request; what the signed token says is held to this. Immutable.
 *
 * @param maxAge how long ago the person may have signed in when our attempt began
 * @param again whether the person was to sign in although the provider knew them
 * @param contexts one of which {@code acr} must be; any or none if empty
 * @param methods all of which {@code amr} must name
 */
record AuthenticationDemands(Optional<Duration> maxAge, boolean again, Set<String> contexts, Set<String> methods) {
    static AuthenticationDemands of(OidcConnection connection) {
        return new AuthenticationDemands(
                connection.requests().maxAge(),
                connection.requests().prompt().filter(Prompt.LOGIN::equals).isPresent(),
                connection.acceptance().acr(),
                connection.acceptance().amr());
    }

    /**
     * Requires them of a token's claims.
     *
     * @param authenticatedAt {@code auth_time}, empty if the token has none
     * @param startedAt when our attempt began
     * @throws LoginException with AUTHENTICATION
     */
    void require(Map<String, @Nullable Object> claims, Optional<Instant> authenticatedAt, Instant startedAt) {
        requireFresh(authenticatedAt, startedAt);
        Authn authn = authn(claims);
        if (!contexts.isEmpty() && authn.context().filter(contexts::contains).isEmpty()) { // 3.1.3.7 (12)
            throw refused("acr one of " + contexts, "acr " + authn.context().orElse("missing"), "expect-acr");
        }
        if (!authn.methods().containsAll(methods)) {
            throw refused("amr with all of " + methods, "amr " + authn.methods(), "expect-amr");
        }
    }

    /** How the person signed in, as the token says. */
    static Authn authn(Map<String, @Nullable Object> claims) {
        Optional<String> context =
                claims.get("acr") instanceof String acr && !acr.isBlank() ? Optional.of(acr) : Optional.empty();
        Object amr = claims.get("amr");
        List<?> all = amr instanceof List<?> list ? list : amr == null ? List.of() : List.of(amr);
        return new Authn(
                context,
                all.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList());
    }

    private void requireFresh(Optional<Instant> authenticatedAt, Instant startedAt) {
        if (maxAge.isPresent()) { // 3.1.3.7 (13), 2: auth_time is required where max_age was asked for
            Instant earliest = startedAt.minus(maxAge.get());
            if (authenticatedAt.isEmpty()) {
                throw refused("auth_time not before " + earliest, "no auth_time", "max-age");
            }
            requireNotBefore(earliest, authenticatedAt.get(), "max-age");
        }
        if (again) { // 3.1.2.1: prompt=login; auth_time is optional then
            authenticatedAt.ifPresent(at -> requireNotBefore(startedAt, at, "prompt"));
        }
    }

    private static void requireNotBefore(Instant earliest, Instant authenticatedAt, String option) {
        if (authenticatedAt.isBefore(earliest.minus(VerifiedIdToken.Checks.SKEW))) {
            throw refused("auth_time not before " + earliest, "auth_time " + authenticatedAt, option);
        }
    }

    private static LoginException refused(String expected, String received, String option) {
        return LoginException.of(
                LoginError.AUTHENTICATION,
                expected,
                received,
                "Have the provider meet for this app what the connection demands, or change its " + option + ".");
    }
}
