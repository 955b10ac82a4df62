package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SamlMetadataTest {
    @Test
    void write_valuesWithMarkup_escaped() {
        String xml = SamlMetadata.write("urn:a&b\"<c>'", URI.create("https://app.example/acs?a=1&b='2'"));
        El root = Xml.parse(xml.getBytes(StandardCharsets.UTF_8), XmlLimits.METADATA);
        assertThat(root.attribute("entityID")).isEqualTo("urn:a&b\"<c>'");
        El role = root.first(Names.MD, "SPSSODescriptor");
        assertThat(role.first(Names.MD, "AssertionConsumerService").attribute("Location"))
                .isEqualTo("https://app.example/acs?a=1&b='2'");
        assertThat(role.elements(Names.MD, "NameIDFormat")).hasSize(4);
        assertThat(role.elements().get(role.elements().size() - 1).local())
                .as("the schema's order: formats before endpoints")
                .isEqualTo("AssertionConsumerService");
    }

    @Test
    void write_controlCharacter_refused() {
        assertThatThrownBy(() -> SamlMetadata.write("urn:\u0000", URI.create("https://app.example/acs")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
