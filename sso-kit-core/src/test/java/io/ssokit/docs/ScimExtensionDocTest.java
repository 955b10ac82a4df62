package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimAttribute;
import io.ssokit.scim.ScimExtension;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScimExtensionDocTest {
    // region extensions
    private static final ScimExtension BADGE = ScimExtension.ofUsers("urn:example:badge:2.0:User")
            .name("Badge")
            .attributes(
                    ScimAttribute.string("number").required().unique().immutable(),
                    ScimAttribute.string("colour").canonicalValues("red", "green"),
                    ScimAttribute.complex("locker", ScimAttribute.string("room"), ScimAttribute.integer("floor")),
                    ScimAttribute.string("doors").multiValued(),
                    ScimAttribute.dateTime("lastSeen").readOnly());
    private static final ScimExtension STAFF = ScimExtension.onUsers(ScimAttribute.bool("contractor"));
    // end region

    @Test
    void scimMd_itsExtensions_areThisCode() throws Exception {
        assertThat(DocRegion.page("scim.md")).contains(DocRegion.of(ScimExtensionDocTest.class, "extensions"));
        assertThat(ScimExtension.problems(List.of(BADGE, STAFF))).isEmpty();
    }

    @Test
    void scimMd_itsSchema_isOne() throws Exception {
        String page = DocRegion.page("scim.md");
        int from = page.indexOf("```json", page.indexOf("## Extensions")) + "```json".length();
        String schema = page.substring(from, page.indexOf("```", from));
        assertThat(ScimExtension.problems(List.of(ScimExtension.json(schema), STAFF)))
                .isEmpty();
    }
}
