package io.ssokit.testing;

import io.ssokit.testing.Layout.Role;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client by hand: sends a browser through the code flow of one provider and trades what comes back. */
final class OidcDriver {
    static final String VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-section-4-1";

    /** In place of a value: leave that parameter out. */
    static final String ABSENT = "\0";

    final TestBrowser browser = TestBrowser.create();
    private final FakeOpenIdProvider provider;
    private final URI callback;

    OidcDriver(FakeOpenIdProvider provider, URI callback) {
        this.provider = provider;
        this.callback = callback;
    }

    /** The parameters of a correct authorization request of client {@code app}, changed. */
    Map<String, String> request(Map<String, String> changes) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", "app");
        query.put("redirect_uri", callback.toString());
        query.put("response_type", "code");
        query.put("scope", "openid profile");
        query.put("state", "the state");
        query.put("nonce", "the nonce");
        query.put("code_challenge", Jwt.challenge(VERIFIER));
        query.put("code_challenge_method", "S256");
        return changed(query, changes);
    }

    URI authorizeUri(Map<String, String> changes) {
        return URI.create(provider.uri(Role.AUTHORIZE) + "?" + Params.encode(request(changes)));
    }

    /** What the callback was sent after alice's login. */
    Map<String, Object> signIn(Map<String, String> changes) {
        return signIn("alice", authorizeUri(changes));
    }

    Map<String, Object> signIn(String persona, URI authorize) {
        return browser.signIn(browser.get(authorize), callback, persona, persona + "-pw")
                .json();
    }

    String code(Map<String, String> changes) {
        return String.valueOf(signIn(changes).get("code"));
    }

    /** A correct token request, the secret in the form, changed. */
    Map<String, String> tokenForm(String code, Map<String, String> changes) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", callback.toString());
        form.put("code_verifier", VERIFIER);
        form.put("client_id", "app");
        form.put("client_secret", "secret");
        return changed(form, changes);
    }

    Map<String, Object> redeem(String code, Map<String, String> changes) {
        return post(Role.TOKEN, tokenForm(code, changes)).json();
    }

    /** The tokens after alice's login. */
    Map<String, Object> tokens(Map<String, String> changes) {
        return redeem(code(changes), Map.of());
    }

    Map<String, Object> refresh(@Nullable Object refreshToken) {
        return post(
                        Role.TOKEN,
                        Map.of(
                                "grant_type",
                                "refresh_token",
                                "refresh_token",
                                String.valueOf(refreshToken),
                                "client_id",
                                "app",
                                "client_secret",
                                "secret"))
                .json();
    }

    TestBrowser.Page post(Role role, Map<String, String> form) {
        return browser.fetchPost(provider.uri(role), form, Map.of());
    }

    TestBrowser.Page userInfo(Map<String, Object> tokens) {
        return bearer(provider.uri(Role.USER_INFO), tokens);
    }

    TestBrowser.Page bearer(URI uri, Map<String, Object> tokens) {
        return browser.fetch(uri, Map.of("Authorization", "Bearer " + tokens.get("access_token")));
    }

    /** What an ID token says. */
    static Map<String, Object> claims(Map<String, Object> tokens) {
        return JwtReader.parse(String.valueOf(tokens.get("id_token"))).claims();
    }

    static Map<String, String> changed(Map<String, String> correct, Map<String, String> changes) {
        Map<String, String> all = new LinkedHashMap<>(correct);
        all.putAll(changes);
        all.values().removeIf(ABSENT::equals);
        return all;
    }
}
