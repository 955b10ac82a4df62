package io.ssokit.it.contract;

import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.OidcClient;
import java.net.URI;

/** The one configuration of all containers, and the identity provider that it names. */
final class ContractConfiguration {
    static final String SCIM_TOKEN = "scim-token-of-acme";
    private static final String CLIENT_SECRET = "client-secret-of-globex";

    private ContractConfiguration() {}

    static FakeIdp startIdp() {
        FakeIdp idp = FakeIdp.builder()
                .client(OidcClient.onLoopback("app", CLIENT_SECRET))
                .start();
        // On a busy machine making a key can take longer than the kit waits for an identity provider.
        idp.saml().metadata();
        idp.oidc().jwks();
        return idp;
    }

    /** The text of a YAML file; under {@code sso-kit:} in Spring Boot. */
    static String yaml(URI base, FakeIdp idp) {
        return """
                base-url: "%s"
                protect: [/app/*, /admin/*]
                connections:
                  acme: { type: saml, tenant: acme, metadata: "%s", insecure-allow-http: true }
                  globex:
                    type: oidc
                    tenant: globex
                    issuer: "%s"
                    client-id: app
                    client-secret: "%s"
                    insecure-allow-http: true
                scim:
                  directories:
                    acme: { token: "%s" }
                launch:
                  targets:
                    studio: { name: Studio, groups: [engineering], landing: /app/studio/ }
                """.formatted(base, idp.saml().metadataUri(), idp.oidc().issuer(), CLIENT_SECRET, SCIM_TOKEN);
    }
}
