package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.TestKeys;
import io.ssokit.internal.saml.IdpMetadata.Binding;
import io.ssokit.internal.saml.IdpMetadata.LogoutEndpoint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdpMetadataReaderTest {
    private static final String IDP = "https://idp.example/entity";
    private static final String SSO = "https://idp.example/sso";

    @Test
    void read_oneEntity_everythingInIt() {
        IdpMetadata idp = read(entity(IDP, key("use=\"signing\"", TestKeys.IDP)));
        assertThat(idp.entityId()).isEqualTo(IDP);
        assertThat(idp.keys()).isEqualTo(TrustedKeys.ofKeys(List.of(TestKeys.IDP.getPublic())));
        assertThat(idp.singleSignOn())
                .containsEntry(Binding.REDIRECT, URI.create(SSO))
                .containsEntry(Binding.POST, URI.create(SSO + "/post"));
        assertThat(idp.validUntil()).isEmpty();
    }

    @Test
    void read_everyAddress_byBinding() {
        String more =
                "<md:ArtifactResolutionService index=\"3\" Binding=\"" + Names.BINDING_SOAP + "\" Location=\"" + SSO
                        + "/ars\"/><md:SingleLogoutService Binding=\"" + Names.BINDING_REDIRECT + "\" Location=\"" + SSO
                        + "/slo\" ResponseLocation=\"" + SSO + "/slo/back\"/><md:SingleLogoutService Binding=\""
                        + Names.BINDING_POST + "\" Location=\"" + SSO + "/slo/post\"/><md:SingleSignOnService";
        String xml = entity(IDP, key("", TestKeys.IDP))
                .replaceFirst("<md:SingleSignOnService", more)
                .replace("<md:IDPSSODescriptor", "<md:IDPSSODescriptor WantAuthnRequestsSigned=\"1\"");
        IdpMetadata idp = read(xml);
        assertThat(idp.wantsSignedRequests()).isTrue();
        assertThat(idp.artifactResolution()).containsExactly(Map.entry(3, URI.create(SSO + "/ars")));
        assertThat(idp.singleLogout())
                .containsEntry(
                        Binding.REDIRECT, new LogoutEndpoint(URI.create(SSO + "/slo"), URI.create(SSO + "/slo/back")))
                .containsEntry(
                        Binding.POST, new LogoutEndpoint(URI.create(SSO + "/slo/post"), URI.create(SSO + "/slo/post")));
        assertThat(idp.certificates()).hasSize(1);
    }

    @Test
    void read_keyWithoutUse_signs() {
        assertThat(read(entity(IDP, key("", TestKeys.IDP))).keys().usable()).containsExactly(TestKeys.IDP.getPublic());
    }

    @Test
    void read_encryptionKey_doesNotSign() {
        String keys = key("use=\"encryption\"", TestKeys.STRANGER) + key("use=\"signing\"", TestKeys.IDP);
        assertThat(read(entity(IDP, keys)).keys().usable()).containsExactly(TestKeys.IDP.getPublic());
        assertUnusable(entity(IDP, key("use=\"encryption\"", TestKeys.STRANGER)), "signing certificate");
    }

    @Test
    void read_severalKeysDuringRollover_all() {
        String keys = key("use=\"signing\"", TestKeys.IDP) + key("use=\"signing\"", TestKeys.STRANGER);
        assertThat(read(entity(IDP, keys)).keys().usable())
                .containsExactly(TestKeys.IDP.getPublic(), TestKeys.STRANGER.getPublic());
    }

    @Test
    void read_certificateInLines_read() {
        String wrapped = entity(IDP, key("", TestKeys.IDP)).replaceAll("(MII[^<]{50})", "\n    $1\n    ");
        assertThat(read(wrapped).keys().usable()).hasSize(1);
    }

    @Test
    void read_commentsAndByteOrderMark_ignored() {
        String xml = "\uFEFF<?xml version=\"1.0\"?><!-- made by hand -->" + entity(IDP, key("", TestKeys.IDP));
        assertThat(read(xml).entityId()).isEqualTo(IDP);
    }

    @Test
    void read_group_theOneIdpOrTheWantedOne() {
        String other = entity("https://other.example", key("", TestKeys.STRANGER));
        String sp = "<md:EntityDescriptor entityID=\"https://sp.example\"><md:SPSSODescriptor/></md:EntityDescriptor>";
        assertThat(read(group(sp + entity(IDP, key("", TestKeys.IDP)))).entityId())
                .isEqualTo(IDP);
        String two = group(other + group(sp + entity(IDP, key("", TestKeys.IDP))));
        assertThat(read(two, Optional.of(IDP)).entityId()).isEqualTo(IDP);
        assertUnusable(two, "2 of them");
    }

    @Test
    void read_sameEntityTwice_unusable() {
        String twice = group(entity(IDP, key("", TestKeys.IDP)) + entity(IDP, key("", TestKeys.STRANGER)));
        assertThatThrownBy(() -> read(twice, Optional.of(IDP))).isInstanceOf(SamlRefusal.class);
    }

    @Test
    @Tag("S-34")
    void read_otherEntityThanWanted_unusable() {
        String xml = entity("https://evil.example", key("", TestKeys.STRANGER));
        assertThatThrownBy(() -> read(xml, Optional.of(IDP)))
                .isInstanceOf(SamlRefusal.class)
                .hasMessageContaining(IDP);
    }

    @Test
    void read_validUntil_earliestOfAllLevels() {
        String inner = entity(IDP, key("", TestKeys.IDP))
                .replace("<md:EntityDescriptor ", "<md:EntityDescriptor validUntil=\"2026-12-02T00:00:00Z\" ")
                .replace("<md:IDPSSODescriptor ", "<md:IDPSSODescriptor validUntil=\"2026-12-03T00:00:00Z\" ");
        String xml = group(inner)
                .replaceFirst("<md:EntitiesDescriptor ", "<md:EntitiesDescriptor validUntil=\"2026-12-01T00:00:00Z\" ");
        IdpMetadata idp = read(xml);
        assertThat(idp.validUntil()).contains(Instant.parse("2026-12-01T00:00:00Z"));
        assertThat(idp.isExpired(Instant.parse("2026-11-30T23:59:59Z"))).isFalse();
        assertThat(idp.isExpired(Instant.parse("2026-12-01T00:00:00Z"))).isTrue();
    }

    @Tag("S-34")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "data:text/html,x",
                "http://idp.example/sso",
                "https://user@idp.example/sso",
                "/sso",
                "https:///sso",
                "https://idp.example/a b",
                "file:///etc/hostname",
                ""
            })
    void read_locationNoHttpsAddress_unusable(String location) {
        assertUnusable(
                entity(IDP, key("", TestKeys.IDP)).replace("\"" + SSO + "\"", "\"" + location + "\""), "Location");
    }

    @Test
    void read_httpLocation_onlyWhereAllowed() {
        String xml = entity(IDP, key("", TestKeys.IDP)).replace("https://idp.example/sso", "http://127.0.0.1:8080/sso");
        byte[] document = xml.getBytes(StandardCharsets.UTF_8);
        assertThat(new IdpMetadataReader(Optional.empty(), List.of(), true)
                        .read(document)
                        .singleSignOn())
                .hasSize(2);
    }

    @Test
    void read_notSaml2_unusable() {
        String saml11 = entity(IDP, key("", TestKeys.IDP)).replace(Names.SAMLP, "urn:oasis:names:tc:SAML:1.1:protocol");
        assertUnusable(saml11, "received none");
        assertUnusable("<html/>", "EntityDescriptor");
        String artifactOnly =
                entity(IDP, key("", TestKeys.IDP)).replaceAll("bindings:HTTP-\\w+", "bindings:HTTP-Artifact");
        assertUnusable(artifactOnly, "SingleSignOnService");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "not base64!", "<x/>"})
    void read_brokenCertificate_unusable(String content) {
        String xml = entity(IDP, key("", TestKeys.IDP)).replaceAll("MII[^<]*", content);
        assertThatThrownBy(() -> read(xml)).isInstanceOf(SamlRefusal.class);
    }

    @Test
    @Tag("S-34")
    void read_hugeOrHostile_refused() {
        assertThatThrownBy(() ->
                        new IdpMetadataReader(Optional.empty(), List.of(), false).read(new byte[17 * 1024 * 1024]))
                .isInstanceOf(SamlRefusal.class);
        assertThatThrownBy(() -> read("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + entity(IDP, "")))
                .isInstanceOf(SamlRefusal.class);
        assertThatThrownBy(
                        () -> read(group("<md:EntitiesDescriptor>".repeat(60) + "</md:EntitiesDescriptor>".repeat(60))))
                .isInstanceOf(SamlRefusal.class);
    }

    private static void assertUnusable(String xml, String why) {
        assertThatThrownBy(() -> read(xml)).isInstanceOf(SamlRefusal.class).hasMessageContaining(why);
    }

    private static IdpMetadata read(String xml) {
        return read(xml, Optional.empty());
    }

    private static IdpMetadata read(String xml, Optional<String> wanted) {
        return new IdpMetadataReader(wanted, List.of(), false).read(xml.getBytes(StandardCharsets.UTF_8));
    }

    private static String group(String entities) {
        return "<md:EntitiesDescriptor xmlns:md=\"" + Names.MD + "\">" + entities + "</md:EntitiesDescriptor>";
    }

    private static String entity(String entityId, String keys) {
        return "<md:EntityDescriptor xmlns:md=\"" + Names.MD + "\" entityID=\"" + entityId + "\"><md:IDPSSODescriptor"
                + " protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:1.1:other " + Names.SAMLP + "\">" + keys
                + "<md:SingleSignOnService Binding=\"" + Names.BINDING_POST + "\" Location=\"" + SSO + "/post\"/>"
                + "<md:SingleSignOnService Binding=\"urn:mace:shibboleth:1.0:profiles:AuthnRequest\" Location=\"x:y\"/>"
                + "<md:SingleSignOnService Binding=\"" + Names.BINDING_REDIRECT + "\" Location=\"" + SSO + "\"/>"
                + "</md:IDPSSODescriptor></md:EntityDescriptor>";
    }

    private static String key(String use, KeyPair key) {
        try {
            byte[] der = TestKeys.certificate(key, "idp").getEncoded();
            return "<md:KeyDescriptor " + use + "><ds:KeyInfo xmlns:ds=\"" + Names.DS
                    + "\"><ds:X509Data><ds:X509Certificate>"
                    + Base64.getEncoder().encodeToString(der)
                    + "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
