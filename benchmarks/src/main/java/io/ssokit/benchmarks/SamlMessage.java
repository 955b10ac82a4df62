package io.ssokit.benchmarks;

import io.ssokit.connection.ServiceProvider;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.Persona;
import io.ssokit.testing.SamlResponse;
import io.ssokit.testing.SamlScript;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.stream.IntStream;

/**
 * A response of 6.9 kB with a signed assertion, made for us just now, and all that anybody must know to check it.
 *
 * @param samlResponse the form field
 * @param metadata of the identity provider
 */
record SamlMessage(
        String samlResponse,
        String metadata,
        String idpEntityId,
        X509Certificate certificate,
        ServiceProvider us,
        String requestId) {
    static final String CONNECTION = "acme";

    /** As many as make 6.9 kB. */
    private static final int GROUPS = 27;

    static SamlMessage create() {
        ServiceProvider us = ServiceProvider.of(URI.create("https://app.example.com"));
        String requestId = "_4fa5b9c1d2e3f405162738495a6b7c8d";
        try (FakeIdp idp = FakeIdp.builder()
                .serviceProvider(us.samlEntityId(CONNECTION), us.samlAcsUrl(CONNECTION))
                .saml(SamlScript.of(script -> script.sign(SamlScript.Sign.ASSERTION)))
                .start()) {
            String[] groups = IntStream.range(0, GROUPS)
                    .mapToObj(i -> "cn=team-%02d,ou=engineering,o=acme".formatted(i))
                    .toArray(String[]::new);
            Persona person = idp.persona("alice").withGroups(groups);
            SamlResponse response = idp.saml()
                    .respond(
                            AuthnRequest.of(
                                    requestId, us.samlEntityId(CONNECTION), us.samlAcsUrl(CONNECTION), "handle"),
                            person);
            return new SamlMessage(
                    response.samlResponse(),
                    idp.saml().metadata(),
                    idp.saml().entityId(),
                    idp.saml().certificate(),
                    us,
                    requestId);
        }
    }

    /** The same with other text in it, which nobody signed. */
    SamlMessage changed(String text, String instead) {
        String xml = new String(xml(), StandardCharsets.UTF_8).replace(text, instead);
        String encoded = Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
        return new SamlMessage(encoded, metadata, idpEntityId, certificate, us, requestId);
    }

    /** The same as it comes to another service provider. */
    SamlMessage sentTo(String host) {
        ServiceProvider other = ServiceProvider.of(URI.create("https://" + host));
        return new SamlMessage(samlResponse, metadata, idpEntityId, certificate, other, requestId);
    }

    String spEntityId() {
        return us.samlEntityId(CONNECTION);
    }

    String acsUrl() {
        return us.samlAcsUrl(CONNECTION).toString();
    }

    /** What a browser posts, decoded. */
    byte[] xml() {
        return Base64.getDecoder().decode(samlResponse.getBytes(StandardCharsets.US_ASCII));
    }
}
