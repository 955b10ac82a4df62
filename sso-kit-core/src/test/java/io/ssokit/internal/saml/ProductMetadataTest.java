package io.ssokit.internal.saml;

import static io.ssokit.attack.IdpXml.IDP;
import static io.ssokit.attack.IdpXml.certificate;
import static io.ssokit.attack.IdpXml.entity;
import static io.ssokit.attack.IdpXml.group;
import static io.ssokit.attack.IdpXml.key;
import static io.ssokit.attack.IdpXml.signed;
import static io.ssokit.attack.IdpXml.withKeys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.TestKeys;
import io.ssokit.error.LoginError;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Metadata as products write it, beyond the plain case. */
class ProductMetadataTest {
    private static final BigInteger F4 = BigInteger.valueOf(65_537);
    private static final KeyPair OLD = TestKeys.IDP;
    private static final KeyPair NEW = TestKeys.STRANGER;

    @Test
    void read_adfsAndEntra_wsFederationBesideSamlLeftAlone() {
        String federation = "<md:RoleDescriptor xmlns:xsi=\"" + Names.XSI + "\" xmlns:fed=\"http://docs.oasis-open.org/"
                + "wsfed/federation/200706\" xsi:type=\"fed:SecurityTokenServiceType\" protocolSupportEnumeration=\""
                + "http://docs.oasis-open.org/wsfed/federation/200706\">" + key("use=\"signing\"", certificate(NEW))
                + "<fed:TokenTypesOffered><fed:TokenType Uri=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>"
                + "</fed:TokenTypesOffered></md:RoleDescriptor>";
        String sp = "<md:SPSSODescriptor protocolSupportEnumeration=\"" + Names.SAMLP + "\">"
                + key("use=\"signing\"", certificate(NEW)) + "</md:SPSSODescriptor>";
        String xml = entity(IDP, OLD).replace("<md:IDPSSO", federation + federation + sp + "<md:IDPSSO");
        // Both sign their metadata with the message key; without metadata-certificates that says nothing.
        assertKeys(read(signed(xml, "_e", OLD)), OLD);
    }

    @Test
    void read_severalRoles_theOneThatSpeaksSaml2() {
        String older = "<md:IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:1.1:protocol"
                + " urn:mace:shibboleth:1.0\">" + key("", certificate(NEW)) + "</md:IDPSSODescriptor>";
        assertKeys(read(entity(IDP, OLD).replace("<md:IDPSSO", older + "<md:IDPSSO")), OLD);
        assertKeys(read(entity(IDP, OLD).replace("</md:EntityD", older + "</md:EntityD")), OLD);
    }

    @Test
    void read_severalCertificatesInOneKeyDescriptor_all() {
        assertKeys(read(withKeys(IDP, key("", certificate(OLD), certificate(NEW)))), OLD, NEW);
    }

    @Test
    void read_sameCertificateForBothUsesAndTwice_once() {
        String keys = key("use=\"signing\"", certificate(OLD))
                + key("use=\"encryption\"", certificate(OLD))
                + key("", certificate(OLD));
        assertThat(read(withKeys(IDP, keys)).certificates()).hasSize(1);
    }

    @Test
    void read_base64WithCarriageReturnsAndIndentation_read() {
        String wrapped = certificate(OLD).replace("\n", "\r\n            ");
        assertKeys(read(withKeys(IDP, key("", "\r\n            " + wrapped + "\r\n        "))), OLD);
    }

    @Test
    void read_weakKeyBesideAGoodOne_goodOneCounts() {
        String keys = key("", certificate(TestKeys.rsa(1024))) + key("", certificate(OLD));
        assertThat(read(withKeys(IDP, keys)).keys().usable()).containsExactly(OLD.getPublic());
    }

    @Test
    void read_keyInfoWithNameOnly_saysWhatIsMissing() {
        String nameOnly = "<md:KeyDescriptor><ds:KeyInfo xmlns:ds=\"" + Names.DS
                + "\"><ds:KeyName>idp</ds:KeyName></ds:KeyInfo></md:KeyDescriptor>";
        assertThatThrownBy(() -> read(withKeys(IDP, nameOnly)))
                .isInstanceOf(SamlRefusal.class)
                .hasMessageContaining("signing certificate of " + IDP);
    }

    @Test
    void read_rsaKeyThatCostsTooMuch_refused() {
        assertThatThrownBy(() -> IdpRole.entered(IDP, List.of(huge()), Optional.empty()))
                .isInstanceOfSatisfying(
                        SamlRefusal.class,
                        refusal -> assertThat(refusal.error()).isEqualTo(LoginError.IDP_UNAVAILABLE));
    }

    @Test
    void entered_sameCertificateTwice_oneAndBothLogoutBindings() {
        X509Certificate certificate = TestKeys.certificate(OLD, "idp");
        IdpMetadata idp = IdpRole.entered(
                IDP, List.of(certificate, certificate), Optional.of(URI.create("https://idp.example/slo")));
        assertThat(idp.certificates()).containsExactly(certificate);
        assertThat(idp.singleLogout()).hasSize(2);
        assertThatThrownBy(() -> IdpRole.entered(IDP, List.of(), Optional.empty()))
                .isInstanceOf(SamlRefusal.class)
                .hasMessageContaining("at least one signing certificate");
    }

    @Test
    @Tag("S-34")
    void read_federationOfThousands_oneOfItKept() {
        String other = entity("https://other.example/%05d", NEW).replace(" ID=\"_e\"", "");
        StringBuilder federation = new StringBuilder("<md:EntitiesDescriptor xmlns:md=\"" + Names.MD + "\">");
        int entities = 15 * 1024 * 1024 / other.length();
        for (int i = 0; i < entities; i++) {
            federation.append(other.replace("%05d", String.format("%05d", i))).append('\n');
        }
        String mine = entity(IDP, OLD);
        String all = federation.append(mine).append("</md:EntitiesDescriptor>").toString();
        assertThat(entities).isGreaterThan(5000);
        assertKeys(read(all), OLD);
        assertThatThrownBy(() -> read(all.replace(mine, "")))
                .isInstanceOf(SamlRefusal.class)
                .hasMessageContaining("received none");
        assertThatThrownBy(() -> read(all + " ".repeat(1024 * 1024)))
                .isInstanceOfSatisfying(
                        SamlRefusal.class,
                        refusal -> assertThat(refusal.error()).isEqualTo(LoginError.TOO_LARGE));
    }

    @Test
    @Tag("S-34")
    void read_oneEntityOfEndlessElements_refused() {
        String filler = "<md:NameIDFormat>x</md:NameIDFormat>".repeat(250_000);
        assertThatThrownBy(() -> read(group(entity(IDP, OLD).replace("</md:IDPSSO", filler + "</md:IDPSSO"))))
                .isInstanceOf(SamlRefusal.class)
                .hasMessageContaining("nodes");
    }

    /** Signed by another key, which nobody looks at: only its own size matters. */
    private static X509Certificate huge() {
        try {
            RSAPublicKeySpec spec =
                    new RSAPublicKeySpec(BigInteger.ONE.shiftLeft(16_000).add(BigInteger.ONE), F4);
            KeyPair pair = new KeyPair(KeyFactory.getInstance("RSA").generatePublic(spec), OLD.getPrivate());
            return TestKeys.certificate(pair, "huge");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IdpMetadata read(String xml) {
        return new IdpMetadataReader(Optional.of(IDP), List.of(), false).read(xml.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertKeys(IdpMetadata idp, KeyPair... keys) {
        assertThat(idp.entityId()).isEqualTo(IDP);
        assertThat(idp.keys().usable())
                .containsExactlyElementsOf(
                        List.of(keys).stream().map(KeyPair::getPublic).toList());
    }
}
