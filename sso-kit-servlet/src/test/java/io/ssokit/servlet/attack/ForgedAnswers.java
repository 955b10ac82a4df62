package io.ssokit.servlet.attack;

import io.ssokit.testing.OidcScript;
import io.ssokit.testing.SamlScript;
import io.ssokit.testing.SamlScript.Sign;
import io.ssokit.testing.SamlScript.Signer;
import io.ssokit.testing.SamlScript.Time;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers that an identity provider would not give: one field wrong in each. */
final class ForgedAnswers {
    private ForgedAnswers() {}

    /** By SAML. */
    static Map<String, SamlScript> saml() {
        Map<String, SamlScript> forged = new LinkedHashMap<>();
        forged.put("unsigned", SamlScript.of(s -> s.sign(Sign.NONE)));
        forged.put("foreign key", SamlScript.of(s -> s.signer(Signer.STRANGER)));
        forged.put(
                "foreign key on the response",
                SamlScript.of(s -> s.sign(Sign.RESPONSE).signer(Signer.STRANGER)));
        forged.put("RSA-SHA1", SamlScript.of(s -> s.signatureAlgorithm("http://www.w3.org/2000/09/xmldsig#rsa-sha1")));
        forged.put("changed afterwards", SamlScript.of(s -> s.afterSigning(xml -> xml.replace("alice", "admin"))));
        forged.put("a document type", SamlScript.of(s -> s.afterSigning(xml -> "<!DOCTYPE x>" + xml)));
        forged.put("other audience", SamlScript.of(s -> s.audience("https://other.example")));
        forged.put("no audience", SamlScript.of(s -> s.audience()));
        forged.put("other issuer", SamlScript.of(s -> s.issuer("https://other.example")));
        forged.put("other recipient", SamlScript.of(s -> s.recipient("https://other.example/acs")));
        forged.put("other destination", SamlScript.of(s -> s.destination("https://other.example/acs")));
        forged.put("other request", SamlScript.of(s -> s.inResponseTo("_made-up")));
        forged.put("failed", SamlScript.of(s -> s.status("Responder", "AuthnFailed")));
        forged.put("expired", SamlScript.of(s -> s.time(Time.NOT_ON_OR_AFTER, Duration.ofMinutes(-10))));
        forged.put("late", SamlScript.of(s -> s.time(Time.CONFIRMATION_NOT_ON_OR_AFTER, Duration.ofMinutes(-10))));
        forged.put("early", SamlScript.of(s -> s.time(Time.NOT_BEFORE, Duration.ofMinutes(10))));
        forged.put("over", SamlScript.of(s -> s.time(Time.SESSION_NOT_ON_OR_AFTER, Duration.ofSeconds(-1))));
        return forged;
    }

    /** By OpenID Connect. */
    static Map<String, OidcScript> openId() {
        Map<String, OidcScript> forged = new LinkedHashMap<>();
        for (OidcScript.Signing signing : OidcScript.Signing.values()) {
            if (signing != OidcScript.Signing.RS256) {
                forged.put(signing.name(), OidcScript.of(s -> s.signing(signing)));
            }
        }
        forged.put("wrong nonce", OidcScript.of(s -> s.idToken("nonce", "another")));
        forged.put("no nonce", OidcScript.of(s -> s.idToken("nonce", null)));
        forged.put("wrong aud", OidcScript.of(s -> s.idToken("aud", "another")));
        forged.put(
                "more aud",
                OidcScript.of(s -> s.idToken("aud", List.of("app", "another")).idToken("azp", null)));
        forged.put("wrong iss", OidcScript.of(s -> s.idToken("iss", "https://other.example")));
        forged.put("no sub", OidcScript.of(s -> s.idToken("sub", null)));
        forged.put("expired", OidcScript.of(s -> s.lifetime(Duration.ofMinutes(-10))));
        forged.put("no token", OidcScript.of(s -> s.tokenResponse("id_token", null)));
        forged.put("mix-up", OidcScript.of(s -> s.authorizationResponse("iss", "https://other.example")));
        forged.put("forged state", OidcScript.of(s -> s.authorizationResponse("state", "forged")));
        forged.put("user info of somebody else", OidcScript.of(s -> s.userInfo("sub", "admin")));
        return forged;
    }
}
