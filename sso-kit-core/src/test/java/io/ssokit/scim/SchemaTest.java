package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.user.UserFilters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaTest {
    @Test
    void caseExact_everyTextAttribute_isWhatStoresCompareBy() {
        List<AttributePath> paths = new ArrayList<>();
        for (ResourceType type : List.of(ResourceType.USER, ResourceType.GROUP)) {
            type.attributes().forEach(attribute -> paths.addAll(paths(Optional.empty(), attribute)));
            type.extensions()
                    .forEach(extension -> extension
                            .attributes()
                            .values()
                            .forEach(attribute -> paths.addAll(paths(Optional.of(extension), attribute))));
        }
        assertThat(paths).hasSizeGreaterThan(60);
        for (AttributePath path : paths) {
            assertThat(UserFilters.isCaseExact(path.canonical()))
                    .as(path.canonical())
                    .isEqualTo(path.leaf().orElseThrow().caseExact());
        }
    }

    @Test
    void resolve_everySpelling_findsTheAttribute() {
        assertThat(ResourceType.USER.resolve("EMAILS.Value").orElseThrow().canonical())
                .isEqualTo("emails.value");
        assertThat(ResourceType.USER
                        .resolve("urn:ietf:params:scim:schemas:core:2.0:User:name.givenName")
                        .orElseThrow()
                        .canonical())
                .isEqualTo("name.givenName");
        assertThat(ResourceType.USER
                        .resolve(ScimLab.ENTERPRISE + ":manager.value")
                        .orElseThrow()
                        .canonical())
                .isEqualTo(ScimLab.ENTERPRISE + ":manager.value");
        for (String unknown : List.of(
                "", ".", "name.", ".name", "name.x", "a.b.c", "urn:x:name", ScimLab.ENTERPRISE + ":x", "department")) {
            assertThat(ResourceType.USER.resolve(unknown)).as(unknown).isEmpty();
        }
    }

    private static List<AttributePath> paths(Optional<Schema> extension, Attribute attribute) {
        return Stream.concat(
                        Stream.of(new AttributePath(extension, Optional.of(attribute), Optional.empty())),
                        attribute.subAttributes().values().stream()
                                .map(sub -> new AttributePath(extension, Optional.of(attribute), Optional.of(sub))))
                .filter(path -> path.leaf().orElseThrow().subAttributes().isEmpty())
                .toList();
    }
}
