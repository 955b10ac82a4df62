package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.login.EngineContexts;
import io.ssokit.testing.FakeIdp;
import java.net.URI;
import java.time.Clock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-25: what an identity provider is called is known, or it is not; a name in a stranger's link has nothing fetched. */
@Tag("O-25")
class SamlIssuerTest {
    private final SamlLogin engine = new SamlLogin(
            EngineContexts.of(ServiceProvider.of(URI.create("https://app.example.com")), Clock.systemUTC()));

    @Test
    void issuer_metadataElsewhere_isUnknownUntilItIsReadUnlikePastedOne() {
        try (SoapStub source = new SoapStub();
                FakeIdp idp = FakeIdp.start()) {
            String metadata = idp.saml().metadata();
            source.answer = asked -> metadata;
            SamlConnection connection =
                    build(IdpConnection.saml("acme").metadata(source.uri()).insecureAllowHttp());
            assertThat(engine.issuer(connection)).isEmpty();
            assertThat(source.asked).as("nobody is asked").isEmpty();
            engine.upkeep(connection);
            assertThat(engine.issuer(connection)).contains(idp.saml().entityId());
            assertThat(source.asked).hasSize(1);
            assertThat(engine.issuer(build(
                            IdpConnection.saml("pasted").metadataXml(metadata).insecureAllowHttp())))
                    .contains(idp.saml().entityId());
        }
    }

    @Test
    void issuer_configured_isKnownAtOnce() {
        assertThat(engine.issuer(build(IdpConnection.saml("named")
                        .metadata(URI.create("https://nobody.invalid/metadata"))
                        .idpEntityId("https://idp.example"))))
                .contains("https://idp.example");
        assertThat(engine.issuer(build(IdpConnection.saml("broken").metadataXml("<none/>"))))
                .isEmpty();
    }

    private static SamlConnection build(SamlConnectionBuilder builder) {
        return builder.build();
    }
}
