package io.ssokit.oidc;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.OidcRequests;
import io.ssokit.connection.Secret;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a sign-in leaves us to ask its provider again or to sign out there. Goes to the flow as one secret, which keeps it sealed
 * in the session. Immutable.
 *
 * @param issuer of the connection at the time of the sign-in: nobody else is shown any of this
 * @param refreshToken what the token endpoint takes; empty if the provider gave none
 * @param nonce of the first ID token: a later one has the same or none
 * @param authTime {@code auth_time} of the first ID token, in seconds: a later one has the same or none
 * @param idToken {@code id_token_hint} for the sign-out
 */
record OidcGrant(
        String issuer,
        Optional<String> refreshToken,
        Optional<String> nonce,
        Optional<Long> authTime,
        Optional<String> idToken) {
    private static final String ISSUER = "issuer";
    private static final String REFRESH_TOKEN = "refresh_token";
    private static final String NONCE = "nonce";
    private static final String AUTH_TIME = "auth_time";
    private static final String ID_TOKEN = "id_token";

    /** Sessions are kept and copied as a whole: a longer hint is done without, the provider may ask the person instead. */
    private static final int MAX_HINT = 8 * 1024;

    /** RFC 6749 sets no bound; those that are tokens themselves have one or two KiB. */
    private static final int MAX_REFRESH_TOKEN = 16 * 1024;

    /** What is worth keeping of a sign-in; empty if the connection has no use for any of it. */
    static Optional<OidcGrant> of(OidcConnection connection, BackChannel.Tokens tokens, VerifiedIdToken token) {
        OidcRequests requests = connection.requests();
        if (requests.refreshEvery().isEmpty() && !requests.singleLogout()) {
            return Optional.empty();
        }
        Object nonce = token.claims().get(NONCE);
        Object authTime = token.claims().get(AUTH_TIME);
        return Optional.of(new OidcGrant(
                connection.issuer(),
                requests.refreshEvery().flatMap(wanted -> usable(tokens.refreshToken())),
                nonce instanceof String text ? Optional.of(text) : Optional.empty(),
                authTime instanceof Number seconds ? Optional.of(seconds.longValue()) : Optional.empty(),
                hint(requests.singleLogout(), tokens.idToken())));
    }

    /** The same after a refresh: a token that does not come again stays what it was (RFC 6749 §6). */
    OidcGrant renewed(Optional<String> nextRefreshToken, Optional<String> nextIdToken) {
        return new OidcGrant(
                issuer,
                usable(nextRefreshToken).or(this::refreshToken),
                nonce,
                authTime,
                nextIdToken.flatMap(next -> hint(idToken.isPresent(), next)).or(this::idToken));
    }

    /** Whether the connection is still at the provider that gave this. */
    boolean isOf(OidcConnection connection) {
        return issuer.equals(connection.issuer());
    }

    /** As one text. */
    Secret secret() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(ISSUER, issuer);
        refreshToken.ifPresent(text -> members.put(REFRESH_TOKEN, text));
        nonce.ifPresent(text -> members.put(NONCE, text));
        authTime.ifPresent(seconds -> members.put(AUTH_TIME, seconds));
        idToken.ifPresent(text -> members.put(ID_TOKEN, text));
        return Secret.of(JSONObjectUtils.toJSONString(members));
    }

    /** The other way round. */
    static OidcGrant of(Secret secret) {
        Map<String, @Nullable Object> members = StrictJson.object(
                        secret.reveal().getBytes(StandardCharsets.UTF_8))
                .orElseThrow(
                        () -> LoginException.of(LoginError.ATTEMPT_UNKNOWN, "a grant of OpenID Connect", "another"));
        Object authTime = members.get(AUTH_TIME);
        return new OidcGrant(
                text(members, ISSUER).orElse(""),
                text(members, REFRESH_TOKEN),
                text(members, NONCE),
                authTime instanceof Number seconds ? Optional.of(seconds.longValue()) : Optional.empty(),
                text(members, ID_TOKEN));
    }

    private static Optional<String> usable(Optional<String> refreshToken) {
        return refreshToken.filter(token -> !token.isEmpty() && token.length() <= MAX_REFRESH_TOKEN);
    }

    private static Optional<String> hint(boolean wanted, String idToken) {
        return wanted && idToken.length() <= MAX_HINT ? Optional.of(idToken) : Optional.empty();
    }

    private static Optional<String> text(Map<String, @Nullable Object> members, String name) {
        return members.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    @Override
    public String toString() {
        return "OidcGrant[***]";
    }
}
