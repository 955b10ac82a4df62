package io.ssokit.testing;

import io.ssokit.testing.OidcClient.Authentication;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is at the token endpoint, or pushes a request: RFC 6749 §2.3.1 and OpenID Connect Core §9. */
final class ClientAuthenticator {

    /** What somebody claims to be. */
    private record Claim(Authentication how, String id, String secret) {}

    private final Map<String, OidcClient> clients;
    private final ClientAssertions assertions;

    ClientAuthenticator(Map<String, OidcClient> clients, Clock clock, List<String> audiences) {
        this.clients = clients;
        this.assertions = new ClientAssertions(clock, audiences);
    }

    OidcClient authenticate(Request http) {
        Params form = http.params();
        String header = http.authorization() == null ? "" : http.authorization();
        boolean basic = header.regionMatches(true, 0, "Basic ", 0, 6);
        boolean asserted = form.has("client_assertion") || form.has("client_assertion_type");
        boolean secret = form.has("client_secret");
        if ((basic ? 1 : 0) + (asserted ? 1 : 0) + (secret ? 1 : 0) > 1) {
            throw new Refused(400, "invalid_request", "one way of client authentication, not two");
        }
        OidcClient client = asserted
                ? assertions.verify(form, clients)
                : basic ? bySecret(basic(header.substring(6))) : bySecret(plain(http, form));
        Optional<String> named = form.find("client_id");
        if (named.isPresent() && !named.get().equals(client.id())) {
            throw Refused.client("client_id is " + named.get() + " but " + client.id() + " authenticated");
        }
        return client;
    }

    private OidcClient bySecret(List<Claim> readings) {
        return readings.stream()
                .filter(this::holds)
                .findFirst()
                .flatMap(claim -> Optional.ofNullable(clients.get(claim.id())))
                .orElseThrow(() -> Refused.client("unknown client, wrong secret, or not this client's way"));
    }

    private boolean holds(Claim claim) {
        OidcClient client = clients.get(claim.id());
        return client != null
                && client.authentications().contains(claim.how())
                && !client.secret().isEmpty()
                && MessageDigest.isEqual(
                        client.secret().getBytes(StandardCharsets.UTF_8),
                        claim.secret().getBytes(StandardCharsets.UTF_8));
    }

    private static List<Claim> plain(Request http, Params form) {
        Authentication how = http.isPost() ? Authentication.POST : Authentication.GET;
        return List.of(new Claim(
                how,
                form.find("client_id").orElse(""),
                form.find("client_secret").orElse("")));
    }

    /** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined; not every provider undoes it. */
    private static List<Claim> basic(String base64) {
        try {
            String joined = new String(Base64.getDecoder().decode(base64.trim()), StandardCharsets.UTF_8);
            int colon = joined.indexOf(':');
            if (colon >= 0) {
                String id = joined.substring(0, colon);
                String secret = joined.substring(colon + 1);
                return List.of(
                        new Claim(Authentication.BASIC_NOT_DECODED, id, secret),
                        new Claim(Authentication.BASIC, decoded(id), decoded(secret)));
            }
        } catch (IllegalArgumentException e) {
            throw Refused.client("Authorization is not base64");
        }
        throw Refused.client("Authorization holds no colon");
    }

    /** What was never encoded may hold a stray percent sign: then this reading of it matches nobody. */
    private static String decoded(String text) {
        try {
            return Params.decode(text);
        } catch (BadRequest e) {
            return "";
        }
    }
}
