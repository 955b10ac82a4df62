package io.ssokit.sample;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.ssokit.arch.HouseRules;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = HouseRules.classes();

    @Test
    @Tag("D-04")
    void everyClass_rulesOfTheHouse_hold() {
        HouseRules.everywhere().forEach(rule -> rule.check(classes));
        assertThat(HouseRules.forbiddenLines()).isEmpty();
    }

    /** The sample shows what an application can do, so it does nothing that an application could not. */
    @Test
    void sample_internals_usesNone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ssokit.internal..")
                .check(classes);
    }
}
