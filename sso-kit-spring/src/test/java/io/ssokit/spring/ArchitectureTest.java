package io.ssokit.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.ssokit.arch.HouseRules;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    @Tag("D-04")
    void everyClass_rulesOfTheHouse_hold() {
        JavaClasses classes = HouseRules.classes();

        HouseRules.everywhere().forEach(rule -> rule.check(classes));
        assertThat(HouseRules.forbiddenLines()).isEmpty();
    }
}
