package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.AttributeMapping.Field;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What attribute mappings fill is what provisioning fills: the names of both are those of the schemas. */
class MappedFieldsTest {
    @ParameterizedTest
    @EnumSource(Field.class)
    void field_itsAttribute_isOneOfTheSchemas(Field field) {
        AttributePath path = ResourceType.USER.resolve(field.attribute()).orElseThrow();

        Attribute attribute = path.leaf().orElseThrow();
        assertThat(path.canonical()).isEqualTo(field.attribute());
        if (!attribute.isComplex()) {
            assertThat(attribute.type()).isEqualTo(Attribute.Type.STRING);
        }
    }
}
