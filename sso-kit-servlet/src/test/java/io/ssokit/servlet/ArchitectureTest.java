package io.ssokit.servlet;

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

    /** URLs come from configuration: nothing here can even ask what the Host header says. */
    @Test
    @Tag("S-20")
    void host_ofTheRequest_isAskedByNobody() {
        noClasses()
                .should()
                .callMethodWhere(new NamedCall(
                        "getServerName", "getServerPort", "getScheme", "getRequestURL", "isSecure", "sendRedirect"))
                .check(classes);
    }
}
