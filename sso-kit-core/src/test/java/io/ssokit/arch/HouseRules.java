package io.ssokit.arch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rules of the house that hold in every module (matrix row D-04). Plain methods, called from plain tests: with
 * ArchUnit's own JUnit engine zero tests were seen to run and the build stayed green.
 */
public final class HouseRules {
    private HouseRules() {}

    /** The main classes of the module whose tests are running. */
    public static JavaClasses classes() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPath(Path.of("target", "classes"));
        if (classes.isEmpty()) {
            throw new IllegalStateException("no classes to check");
        }
        return classes;
    }

    /** All rules that bind every module. */
    public static List<ArchRule> everywhere() {
        List<ArchRule> rules = new ArrayList<>();
        rules.add(slices().matching("io.ssokit.(**)").should().beFreeOfCycles());
        // But for what SAX (DocumentLocator) and pac4j (WebContext) call.
        rules.add(methods()
                .that()
                .arePublic()
                .should()
                .haveNameNotMatching(
                        "set(?!DocumentLocator|RequestAttribute|ResponseHeader|ResponseContentType)[A-Z].*"));
        rules.add(constructors()
                .that()
                .areDeclaredInClassesThat()
                .haveSimpleNameStartingWith("Verified")
                .should()
                .notBePublic()
                .allowEmptyShould(true));
        rules.add(banned("java.io.ObjectInputStream", "java.io.ObjectOutputStream", "java.util.Random"));
        rules.add(banned("java.util.concurrent.ThreadLocalRandom", "java.beans.XMLDecoder"));
        rules.add(bannedCall("java.net.URL", "openStream", "openConnection", "getContent"));
        rules.add(bannedCall("java.lang.System", "currentTimeMillis", "exit"));
        rules.add(bannedCall("java.time.Instant", "now"));
        rules.add(bannedCall("java.lang.Throwable", "printStackTrace"));
        rules.add(only("java.sql..", "io.ssokit.jdbc.."));
        rules.add(only("javax.sql..", "io.ssokit.jdbc..", "io.ssokit.spring.."));
        rules.add(only("jakarta.servlet..", "io.ssokit.servlet..", "io.ssokit.sample..", "io.ssokit.spring.."));
        rules.add(only("org.springframework..", "io.ssokit.spring.."));
        rules.add(only("org.pac4j..", "io.ssokit.oidc.."));
        rules.add(only("com.nimbusds..", "io.ssokit.oidc.."));
        rules.add(only("com.unboundid..", "io.ssokit.scim.."));
        rules.add(only("javax.xml.crypto..", "io.ssokit.testing.."));
        rules.add(noClasses()
                .that(resideInAPackage("io.ssokit..")
                        .and(not(resideInAPackage("io.ssokit.testing..")))
                        .and(not(simpleName("Xml"))))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("javax\\.xml\\.(parsers|stream|transform|xpath|validation)\\..*")
                .because("one class parses XML: internal.saml.Xml"));
        return rules;
    }

    /** What byte code does not show: lines of the source that must not be there. */
    public static List<String> forbiddenLines() {
        Pattern forbidden = Pattern.compile("reveal\\(\\)\\.(equals|contentEquals|compareTo)\\("
                + "|\\.equals\\([a-zA-Z.]*reveal\\(\\)\\)"
                + "|\"(MD5|MD2|SHA-?1|SHA1PRNG|DES|DESede|RC4|AES/ECB[^\"]*)\""
                + "|@SuppressWarnings\\(\"NullAway\"\\)");
        List<String> found = new ArrayList<>();
        Path sources = Path.of("src", "main", "java");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    if (forbidden.matcher(lines.get(i)).find() && !isExcused(lines, i)) {
                        found.add(sources.relativize(file) + ":" + (i + 1) + " "
                                + lines.get(i).strip());
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return found;
    }

    /** The line before says why nothing stronger will do. */
    private static boolean isExcused(List<String> lines, int line) {
        return line > 0 && lines.get(line - 1).matches("\\s*// weak: .{20,}");
    }

    private static ArchRule banned(String... classes) {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        String.join("|", Stream.of(classes).map(Pattern::quote).toList()));
    }

    private static ArchRule bannedCall(String owner, String... names) {
        List<String> banned = List.of(names);
        return noClasses()
                .should()
                .callMethodWhere(
                        new com.tngtech.archunit.base.DescribedPredicate<JavaMethodCall>(owner + "." + banned) {
                            @Override
                            public boolean test(JavaMethodCall call) {
                                return call.getTargetOwner().isAssignableTo(owner)
                                        && banned.contains(call.getTarget().getName())
                                        && call.getTarget()
                                                .getRawParameterTypes()
                                                .isEmpty();
                            }
                        });
    }

    private static ArchRule only(String library, String... rooms) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true);
    }
}
