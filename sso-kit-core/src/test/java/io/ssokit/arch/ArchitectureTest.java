package io.ssokit.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    /** From left to right: a room uses its own line and those above it, never one below. */
    private static final List<List<String>> ORDER = List.of(
            List.of("io.ssokit.error"),
            List.of("io.ssokit.internal", "io.ssokit.internal.transform"),
            List.of(
                    "io.ssokit.state",
                    "io.ssokit.audit",
                    "io.ssokit.user",
                    "io.ssokit.connection",
                    "io.ssokit.session"),
            List.of("io.ssokit.internal.config"),
            List.of("io.ssokit.managed", "io.ssokit.directory"),
            List.of("io.ssokit.provisioning"),
            List.of("io.ssokit.key"),
            List.of("io.ssokit.store"),
            List.of("io.ssokit.login"),
            List.of("io.ssokit.internal.saml", "io.ssokit.scim", "io.ssokit.launch"),
            List.of("io.ssokit.jdbc"),
            List.of("io.ssokit"),
            List.of("io.ssokit.config"));

    private final JavaClasses classes = HouseRules.classes();

    @Test
    @Tag("D-04")
    void everyClass_rulesOfTheHouse_hold() {
        HouseRules.everywhere().forEach(rule -> rule.check(classes));
    }

    @Test
    @Tag("D-04")
    void sources_forbiddenLines_none() {
        assertThat(HouseRules.forbiddenLines()).isEmpty();
    }

    @Test
    void rooms_dependencies_pointToTheLeftOnly() {
        for (int i = 0; i < ORDER.size(); i++) {
            List<String> right = new ArrayList<>();
            ORDER.subList(i + 1, ORDER.size()).forEach(right::addAll);
            if (!right.isEmpty()) {
                noClasses()
                        .that()
                        .resideInAnyPackage(ORDER.get(i).toArray(String[]::new))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(right.toArray(String[]::new))
                        .allowEmptyShould(true)
                        .check(classes);
            }
        }
    }

    @Test
    void rooms_order_namesEveryPackage() {
        assertThat(classes.stream().map(type -> type.getPackageName()).distinct())
                .isSubsetOf(ORDER.stream().flatMap(List::stream).toList());
    }

    @Test
    void login_protocols_unknownToIt() {
        noClasses()
                .that()
                .resideInAPackage("io.ssokit.login")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ssokit.internal.saml")
                .check(classes);
    }

    @Test
    void jackson_rooms_onlyThoseThatReadJson() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.ssokit.scim",
                        "io.ssokit.jdbc",
                        "io.ssokit.config",
                        "io.ssokit.managed",
                        "io.ssokit.directory",
                        "io.ssokit.launch")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(classes);
    }
}
