package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.TestKeys;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.SamlRequests.ResponseBinding;
import io.ssokit.connection.SamlRequests.Sign;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.key.SamlKey.Use;
import io.ssokit.key.SamlKeys;
import io.ssokit.key.TestSamlKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SamlMetadataTest {
    private static final ServiceProvider US = ServiceProvider.of(URI.create("https://app.example.com/shop"));
    private static final SamlKeys KEYS = TestSamlKeys.inMemory(US, Clock.systemUTC());
    private static final X509Certificate CERTIFICATE = TestKeys.certificate(TestKeys.STRANGER, "idp");

    /** SAML Metadata 2.4.1, 2.4.2, 2.4.4: the schema's sequence, from first to last. */
    private static final List<String> ORDER = List.of(
            "Signature",
            "Extensions",
            "KeyDescriptor",
            "Organization",
            "ContactPerson",
            "ArtifactResolutionService",
            "SingleLogoutService",
            "ManageNameIDService",
            "NameIDFormat",
            "AssertionConsumerService",
            "AttributeConsumingService");

    @Test
    void xml_usualConnection_everythingInTheOrderOfTheSchema() {
        El role = role(acme());
        assertThat(role.elements()).isSortedAccordingTo((a, b) -> ORDER.indexOf(a.local()) - ORDER.indexOf(b.local()));
        assertThat(role.elements().stream().map(El::local).distinct())
                .containsExactly("KeyDescriptor", "SingleLogoutService", "NameIDFormat", "AssertionConsumerService");
        assertThat(role.attribute("WantAssertionsSigned")).isEqualTo("true");
        assertThat(role.attribute("protocolSupportEnumeration")).isEqualTo(Names.SAMLP);
        assertThat(role.elements(Names.MD, "NameIDFormat")).hasSize(4);
        assertThat(endpoints(role, "SingleLogoutService"))
                .containsExactly(
                        Names.BINDING_REDIRECT + " https://app.example.com/shop/sso/saml/acme/slo",
                        Names.BINDING_POST + " https://app.example.com/shop/sso/saml/acme/slo");
        assertThat(endpoints(role, "AssertionConsumerService"))
                .containsExactly(Names.BINDING_POST + " https://app.example.com/shop/sso/saml/acme/acs");
    }

    @Test
    void xml_keys_eachWithItsUse() {
        El role = role(acme());
        assertThat(certificates(role, "signing")).isEqualTo(base64(KEYS.published(Use.SIGNING)));
        assertThat(certificates(role, "encryption")).isEqualTo(base64(KEYS.published(Use.ENCRYPTION)));
        assertThat(role.elements(Names.MD, "KeyDescriptor"))
                .extracting(key -> key.attribute("use"))
                .containsExactly("signing", "encryption");
    }

    @Test
    void xml_signingKeysDuringRollover_currentLast() {
        SamlKeys keys = TestSamlKeys.inMemory(US, Clock.systemUTC());
        X509Certificate current = keys.signing().certificate();
        X509Certificate next = keys.make(Use.SIGNING).certificate();
        El role = role(SamlMetadata.of(acme().build(), US, keys, SamlMetadataTest::unknown));
        assertThat(certificates(role, "signing")).isEqualTo(base64(List.of(next, current)));
        assertThat(certificates(role, "encryption")).hasSize(1);
    }

    @Test
    void xml_encryptionMethods_gcmThenCbcThenKeyTransports() {
        assertThat(methods(acme()))
                .containsExactly(
                        Names.XENC11 + "aes256-gcm",
                        Names.XENC11 + "aes192-gcm",
                        Names.XENC11 + "aes128-gcm",
                        Names.XENC + "aes256-cbc",
                        Names.XENC + "aes192-cbc",
                        Names.XENC + "aes128-cbc",
                        Names.XENC + "rsa-oaep-mgf1p",
                        Names.XENC11 + "rsa-oaep");
        assertThat(methods(acme().expectGcm())).hasSize(5).noneMatch(method -> method.endsWith("cbc"));
    }

    @Test
    void authnRequestsSigned_asTheRuleAndTheIdpSay() {
        assertThat(signed(acme(), SamlMetadataTest::wanting)).isEqualTo("true");
        assertThat(signed(acme(), SamlMetadataTest::unknown)).isEqualTo("false");
        assertThat(signed(acme().signRequests(Sign.ALWAYS), SamlMetadataTest::unknown))
                .isEqualTo("true");
        assertThat(signed(acme().signRequests(Sign.NEVER), SamlMetadataTest::wanting))
                .isEqualTo("false");
    }

    /** Keycloak demands signed requests of whoever shows it a signing key. */
    @Test
    void xml_requestsNeverSigned_noSigningKey() {
        El role = role(acme().signRequests(Sign.NEVER));
        assertThat(certificates(role, "signing")).isEmpty();
        assertThat(certificates(role, "encryption")).hasSize(1);
    }

    @Test
    void xml_artifacts_secondEndpointThatIsTheUsualOne() {
        El role = role(acme().responseBinding(ResponseBinding.ARTIFACT));
        assertThat(role.elements(Names.MD, "AssertionConsumerService"))
                .extracting(acs -> acs.attribute("index") + acs.attribute("isDefault") + acs.attribute("Binding"))
                .containsExactly("0false" + Names.BINDING_POST, "1true" + Names.BINDING_ARTIFACT);
    }

    @Test
    void xml_nameIdFormatAskedFor_isTheOnlyOne() {
        El role = role(acme().nameIdFormat(Names.FORMAT_TRANSIENT));
        assertThat(role.elements(Names.MD, "NameIDFormat"))
                .extracting(El::text)
                .containsExactly(Names.FORMAT_TRANSIENT);
    }

    @Test
    void xml_valuesWithMarkup_escaped() {
        SamlMetadata odd = new SamlMetadata(
                "urn:a&b\"<c>'",
                true,
                List.of(),
                List.of(),
                false,
                List.of(),
                URI.create("https://app.example/acs?a=1&b='2'"),
                false,
                URI.create("https://app.example/slo"));
        El root = root(odd);
        assertThat(root.attribute("entityID")).isEqualTo("urn:a&b\"<c>'");
        assertThat(endpoints(root.first(Names.MD, "SPSSODescriptor"), "AssertionConsumerService"))
                .containsExactly(Names.BINDING_POST + " https://app.example/acs?a=1&b='2'");
    }

    @Test
    void xml_controlCharacter_refused() {
        SamlMetadata broken =
                SamlMetadata.of(acme().entityId("urn:\u0000").build(), US, KEYS, SamlMetadataTest::unknown);
        assertThatThrownBy(broken::xml).isInstanceOf(IllegalArgumentException.class);
    }

    private static SamlConnectionBuilder acme() {
        return IdpConnection.saml("acme").metadata(URI.create("https://idp.example/metadata"));
    }

    private static IdpMetadata wanting() {
        IdpMetadata idp = IdpRole.entered("https://idp.example", List.of(CERTIFICATE), Optional.empty());
        assertThat(idp.wantsSignedRequests())
                .as("nobody has said so, but Keycloak would")
                .isTrue();
        return idp;
    }

    private static IdpMetadata unknown() {
        throw new IdpUnavailableException("down", null);
    }

    private static String signed(SamlConnectionBuilder builder, Supplier<IdpMetadata> idp) {
        SamlConnection connection = builder.build();
        return role(SamlMetadata.of(connection, US, KEYS, idp)).attribute("AuthnRequestsSigned");
    }

    private static El role(SamlConnectionBuilder builder) {
        return role(SamlMetadata.of(builder.build(), US, KEYS, SamlMetadataTest::unknown));
    }

    private static El role(SamlMetadata metadata) {
        return root(metadata).first(Names.MD, "SPSSODescriptor");
    }

    private static El root(SamlMetadata metadata) {
        return Xml.parse(metadata.xml().getBytes(StandardCharsets.UTF_8), XmlLimits.METADATA);
    }

    private static List<String> endpoints(El role, String name) {
        return role.elements(Names.MD, name).stream()
                .map(endpoint -> endpoint.attribute("Binding") + " " + endpoint.attribute("Location"))
                .toList();
    }

    private static List<String> methods(SamlConnectionBuilder builder) {
        return keys(role(builder), "encryption")
                .flatMap(key -> key.elements(Names.MD, "EncryptionMethod").stream())
                .map(method -> String.valueOf(method.attribute("Algorithm")))
                .toList();
    }

    private static List<String> certificates(El role, String use) {
        return keys(role, use).map(SamlMetadataTest::certificate).toList();
    }

    private static Stream<El> keys(El role, String use) {
        return role.elements(Names.MD, "KeyDescriptor").stream().filter(key -> use.equals(key.attribute("use")));
    }

    private static String certificate(El key) {
        El info = key.elements().get(0);
        assertThat(info.is(Names.DS, "KeyInfo")).as("the schema wants it first").isTrue();
        return info.first(Names.DS, "X509Data")
                .first(Names.DS, "X509Certificate")
                .text();
    }

    private static List<String> base64(List<X509Certificate> certificates) {
        return certificates.stream().map(SamlMetadataTest::base64).toList();
    }

    private static String base64(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException unencodable) {
            throw new IllegalStateException(unencodable);
        }
    }
}
