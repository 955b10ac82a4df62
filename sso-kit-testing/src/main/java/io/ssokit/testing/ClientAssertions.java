package io.ssokit.testing;

import io.ssokit.testing.OidcClient.Authentication;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Client authentication by a JWT of the client's own (RFC 7523 §3, OpenID Connect Core §9). */
final class ClientAssertions {
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final Clock clock;
    private final List<String> audiences;
    private final Recent<String> used = new Recent<>();

    ClientAssertions(Clock clock, List<String> audiences) {
        this.clock = clock;
        this.audiences = audiences;
    }

    OidcClient verify(Params form, Map<String, OidcClient> clients) {
        require(TYPE.equals(form.get("client_assertion_type")), "client_assertion_type is not " + TYPE);
        JwtReader assertion = JwtReader.parse(form.get("client_assertion"));
        OidcClient client = clients.get(assertion.text("iss"));
        if (client == null) {
            throw Refused.client("iss of the assertion is no client's id");
        }
        require(signatureHolds(assertion, client), "no key or secret of " + client.id() + " signed the assertion");
        require(client.id().equals(assertion.text("sub")), "sub of the assertion is not the client id");
        require(
                assertion.audience().stream().anyMatch(audiences::contains),
                "aud of the assertion is " + assertion.audience() + ", not one of " + audiences);
        checkTimes(assertion);
        String jti = assertion.text("jti");
        require(!jti.isEmpty(), "the assertion has no jti");
        require(used.add(client.id() + " " + jti, jti), "the assertion was used before");
        return client;
    }

    private boolean signatureHolds(JwtReader assertion, OidcClient client) {
        if (String.valueOf(assertion.header().get("alg")).startsWith("HS")) {
            return client.authentications().contains(Authentication.SECRET_JWT)
                    && !client.secret().isEmpty()
                    && assertion.verifiesWithSecret(client.secret());
        }
        return client.authentications().contains(Authentication.PRIVATE_KEY_JWT)
                && client.jwks()
                        .or(() -> client.jwksUri().map(ClientAssertions::fetch))
                        .filter(assertion::verifiesWith)
                        .isPresent();
    }

    private void checkTimes(JwtReader assertion) {
        long now = clock.instant().getEpochSecond();
        long expires = assertion.seconds("exp").orElseThrow(() -> Refused.client("the assertion has no exp"));
        require(expires > now, "the assertion has expired");
        require(expires <= now + LONGEST.plus(SKEW).toSeconds(), "the assertion lives longer than " + LONGEST);
        for (String claim : List.of("iat", "nbf")) {
            require(assertion.seconds(claim).orElse(now) <= now + SKEW.toSeconds(), claim + " is in the future");
        }
    }

    private static String fetch(URI jwksUri) {
        return Http.send(HttpRequest.newBuilder(jwksUri)
                        .timeout(Duration.ofSeconds(10))
                        .build())
                .body();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw Refused.client(otherwise);
        }
    }
}
