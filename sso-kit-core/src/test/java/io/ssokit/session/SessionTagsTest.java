package io.ssokit.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionTagsTest {
    private static final String AC = SessionTags.ACCESS_CONTROL;

    @Test
    void of_oneLoginsSampleWithWhiteSpace_trimmed() {
        assertThat(tags(AC + "CostCenter", "blue ").value("CostCenter")).contains("blue");
    }

    @Test
    void of_keyWithColon_everythingAfterThePrefixIsTheKey() {
        assertThat(tags(AC + "team:unit", "x").value("TEAM:UNIT")).contains("x");
    }

    @Test
    void of_prefixInOtherCase_noTag() {
        assertThat(tags(AC.toUpperCase(java.util.Locale.ROOT) + "A", "x")).isEqualTo(SessionTags.NONE);
    }

    @Test
    void of_twoValues_leftOutAndReportedWithoutThem() {
        SessionTags tags = tags(AC + "CostCenter", "CC-1", "CC-2");

        assertThat(tags.all()).isEmpty();
        assertThat(tags.problems())
                .singleElement()
                .asString()
                .contains("CostCenter")
                .doesNotContain("CC-1");
    }

    /** Keycloak's people send a tag under both names. */
    @Test
    void of_sameProblemTwice_toldOnce() {
        Map<String, List<String>> both = new LinkedHashMap<>();
        both.put(AC + "CostCenter", List.of("CC-1", "CC-2"));
        both.put(SessionTags.PRINCIPAL_TAG + "CostCenter", List.of("CC-1", "CC-2"));

        assertThat(SessionTags.of(both, false).problems()).hasSize(1);
    }

    @Test
    void of_sameValueTwice_oneTag() {
        Map<String, List<String>> both = new LinkedHashMap<>();
        both.put(AC + "CostCenter", List.of("CC-1", "CC-1"));
        both.put(SessionTags.PRINCIPAL_TAG + "costcenter", List.of("CC-1"));

        SessionTags tags = SessionTags.of(both, false);

        assertThat(tags.all()).singleElement().satisfies(tag -> {
            assertThat(tag.key()).isEqualTo("CostCenter");
            assertThat(tag.source()).isEqualTo(SessionTag.Source.SAML_ACCESS_CONTROL);
        });
        assertThat(tags.problems()).isEmpty();
    }

    @Test
    void of_accessControlAndPrincipalTagContradict_neitherTaken() {
        Map<String, List<String>> both = new LinkedHashMap<>();
        both.put(AC + "CostCenter", List.of("CC-1"));
        both.put(SessionTags.PRINCIPAL_TAG + "COSTCENTER", List.of("CC-2"));
        both.put("x", List.of("y"));

        SessionTags tags = SessionTags.of(both, false);

        assertThat(tags.all()).isEmpty();
        assertThat(tags.problems()).singleElement().asString().contains("two different values");
    }

    @Test
    void of_noValue_absentAndEmptyValue_emptyTag() {
        assertThat(tags(AC + "A")).isEqualTo(SessionTags.NONE);
        assertThat(tags(AC + "A", "").value("a")).contains("");
    }

    @Test
    void of_transitiveKeys_markedAndUnknownOnesReported() {
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        attributes.put(AC + "CostCenter", List.of("CC-1"));
        attributes.put(SessionTags.TRANSITIVE_KEYS, List.of("costcenter", "Nope"));

        SessionTags tags = SessionTags.of(attributes, true);

        assertThat(tags.all()).singleElement().satisfies(tag -> {
            assertThat(tag.transitive()).isTrue();
            assertThat(tag.source()).isEqualTo(SessionTag.Source.OIDC_TAGS);
        });
        assertThat(tags.problems()).singleElement().asString().contains("Nope");
    }

    @Test
    @Tag("S-37")
    void of_limits_justBelowTakenJustAboveLeftOutNeverCut() {
        assertThat(tags(AC + "k".repeat(128), "x").all()).hasSize(1);
        assertThat(tags(AC + "k".repeat(129), "x").all()).isEmpty();
        assertThat(tags(AC + "k", "v".repeat(256)).all()).hasSize(1);
        assertThat(tags(AC + "k", "v".repeat(257)).all()).isEmpty();
        for (String key : List.of("", "aws:x", "AWS:x", "a\u0000", "a\nb", "a\u2028b", "a*b", "a&b")) {
            assertThat(tags(AC + key, "x").all()).as("key " + key).isEmpty();
            assertThat(tags(AC + key, "x").problems()).hasSize(1);
        }
        for (String value : List.of("aws:x", "a\nb", "a\u2028b", "<script>")) {
            assertThat(tags(AC + "k", value).all()).as("value " + value).isEmpty();
        }
    }

    @Test
    @Tag("S-37")
    void of_fiftyOneTags_fiftyTakenAndOneReported() {
        Map<String, List<String>> many = new LinkedHashMap<>();
        for (int i = 0; i < 51; i++) {
            many.put(AC + "k" + i, List.of("v"));
        }

        SessionTags tags = SessionTags.of(many, false);

        assertThat(tags.all()).hasSize(50);
        assertThat(tags.problems()).singleElement().asString().contains("k50");
    }

    private static SessionTags tags(String name, String... values) {
        return SessionTags.of(Map.of(name, List.of(values)), false);
    }
}
