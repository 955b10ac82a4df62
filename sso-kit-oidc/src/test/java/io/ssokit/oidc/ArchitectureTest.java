package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.ssokit.arch.HouseRules;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("D-04")
class ArchitectureTest {
    private final JavaClasses classes = HouseRules.classes();

    @Test
    void everyClass_rulesOfTheHouse_hold() {
        HouseRules.everywhere().forEach(rule -> rule.check(classes));
        assertThat(HouseRules.forbiddenLines()).isEmpty();
    }

    @Test
    void publicTypes_factoriesAndWhatJoinsPac4j() {
        assertThat(classes.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        "OidcLoginFactory",
                        "OAuth2LoginFactory",
                        "Pac4j",
                        "Pac4jLoginFactory",
                        "SamlPac4jClient",
                        "SamlPac4jProfile");
    }

    @Test
    void pac4j_logicsFiltersAndConfig_areNotUsed() {
        assertThat(classes.stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .map(dependency -> dependency.getTargetClass().getName())
                        .filter(name -> name.matches(
                                "org\\.pac4j\\.core\\.(engine|config|matching|authorization|logout|adapter)\\..*"
                                        + "|org\\.pac4j\\.core\\.client\\.Clients"
                                        + "|org\\.pac4j\\.oidc\\.(credentials\\.(authenticator|extractor)|logout)\\..*"
                                        + "|org\\.pac4j\\.oidc\\.profile\\.creator\\.OidcProfileCreator")))
                .isEmpty();
    }
}
