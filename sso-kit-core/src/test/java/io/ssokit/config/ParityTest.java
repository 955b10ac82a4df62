package io.ssokit.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.AttributeMapping;
import io.ssokit.connection.AttributeRule;
import io.ssokit.connection.ConfigKey;
import io.ssokit.connection.ConnectionBuilder;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OAuth2ConnectionBuilder;
import io.ssokit.connection.OidcConnectionBuilder;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.internal.config.ConnectionReader;
import io.ssokit.internal.config.Node;
import io.ssokit.launch.LaunchTarget;
import io.ssokit.scim.ScimDirectory;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every option of a builder has one kebab-case key, every key has its option, and the guide lists them all. */
class ParityTest {
    /** What only code can give: objects of the app. A reader of configuration adds problems. */
    private static final Set<String> OBJECTS_ONLY = Set.of(
            "connection-store",
            "txt-lookup",
            "audit",
            "engine",
            "resolver",
            "scim-passwords",
            "scim-me",
            "clock",
            "problems");

    /** Options that are the same as others, or that are called otherwise where several take turns. */
    private static final Map<String, List<String>> OTHER_NAMES = Map.of(
            "metadata-xml", List.of("metadata"),
            "client", List.of("client-id", "client-secret"),
            "attribute", List.of("attributes"),
            "scim-extensions", List.of("scim"),
            "without-attribute", List.of("attributes"));

    @Test
    void kit_itsOptions_areTheKeysAtTheTop() {
        Set<String> options = options(SsoKit.Builder.class);
        assertThat(options).containsAll(OBJECTS_ONLY);
        options.removeAll(OBJECTS_ONLY);
        // builder(ServiceProvider)
        options.add("base-url");

        assertThat(firstNames("")).containsExactlyInAnyOrderElementsOf(options);
    }

    @Test
    void samlConnection_itsOptions_areItsKeys() {
        assertThat(keysOfConnection("saml")).isEqualTo(options(SamlConnectionBuilder.class));
    }

    @Test
    void oidcConnection_itsOptions_areItsKeys() {
        assertThat(keysOfConnection("oidc")).isEqualTo(options(OidcConnectionBuilder.class));
    }

    @Test
    void oauth2Connection_itsOptions_areItsKeys() {
        assertThat(keysOfConnection("oauth2")).isEqualTo(options(OAuth2ConnectionBuilder.class));
    }

    @Test
    void connectionTypes_areTheFactoriesOfUnbuiltConnections() {
        Set<String> factories = Arrays.stream(IdpConnection.class.getMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()))
                .filter(method -> ConnectionBuilder.class.isAssignableFrom(method.getReturnType()))
                .map(Method::getName)
                // An engine of the app comes with it.
                .filter(name -> !name.equals("custom"))
                .collect(Collectors.toSet());

        assertThat(ConnectionReader.types()).containsExactlyInAnyOrderElementsOf(factories);
    }

    @Test
    void attributes_everyField_hasItsKey() {
        Set<String> fields = Arrays.stream(AttributeMapping.Field.values())
                .map(AttributeMapping.Field::key)
                .collect(Collectors.toCollection(TreeSet::new));

        // A row of any field in its long form.
        fields.add("*");
        assertThat(firstNames("connections.*.attributes.")).isEqualTo(fields);
    }

    @Test
    void attributeRule_itsParts_areTheKeysOfARow() {
        Set<String> parts = Arrays.stream(AttributeRule.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(ParityTest::kebab)
                .collect(Collectors.toCollection(TreeSet::new));
        // The key of the row, and what giving "from" decides; "default" is no name in Java.
        parts.removeAll(Set.of("field", "usual-names", "default-value"));
        parts.add("default");

        assertThat(firstNames("connections.*.attributes.*.")).isEqualTo(parts);
    }

    @Test
    void launchTarget_itsParts_areItsKeys() {
        Set<String> parts = Arrays.stream(LaunchTarget.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(ParityTest::kebab)
                .collect(Collectors.toCollection(TreeSet::new));
        parts.remove("id");

        assertThat(firstNames("launch.targets.*.")).isEqualTo(parts);
    }

    @Test
    void scimDirectory_itsParts_areItsKeys() throws NoSuchMethodException {
        Method all = ScimDirectory.class.getMethod("of", String.class, Secret.class, Secret.class);
        Set<String> parts = Arrays.stream(all.getParameters())
                .map(Parameter::getName)
                .map(ParityTest::kebab)
                .collect(Collectors.toCollection(TreeSet::new));
        parts.remove("tenant");
        Arrays.stream(ScimSettings.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(ParityTest::kebab)
                .forEach(parts::add);

        assertThat(firstNames("scim.directories.*.")).isEqualTo(parts);
    }

    @Test
    void guide_itsTables_listEveryKeyAndNoOther() throws IOException {
        Set<String> keys = SsoKitConfig.keys().stream()
                .map(key -> key.path().replaceAll("(\\.attributes)\\.[^.]*$", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(guide().keySet()).isEqualTo(keys);
    }

    @Test
    void guide_everyChoice_isNamedInItsRow() throws IOException {
        Map<String, String> guide = guide();
        for (ConfigKey key : SsoKitConfig.keys()) {
            for (String choice : key.choices()) {
                assertThat(guide.get(key.path())).as(key.path()).contains("`" + choice + "`");
            }
        }
        for (AttributeMapping.Field field : AttributeMapping.Field.values()) {
            assertThat(guide.get("connections.*.attributes")).contains("`" + field.key() + "`");
        }
    }

    /** The row of each key, by the key's path. */
    private static Map<String, String> guide() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        String section = "";
        for (String line : Files.readAllLines(Path.of("../docs/configuration.md"))) {
            if (line.startsWith("## ")) {
                Matcher name = Pattern.compile("`(.*)`").matcher(line);
                section = name.find() ? name.group(1).replaceAll("\\{.*?}", "*") + "." : "";
            } else if (line.startsWith("| `")) {
                Matcher names = Pattern.compile("`(.*?)`").matcher(line.split("\\|")[1]);
                while (names.find()) {
                    rows.put(section + names.group(1), line);
                }
            }
        }
        return rows;
    }

    private static Set<String> keysOfConnection(String type) {
        Set<String> keys = new TreeSet<>();
        Map<String, ?> block = Map.of("type", type, "attributes", Map.of("email", "mail"));
        ConnectionReader.read("x", Node.root(block, new ArrayList<>(), key -> keys.add(firstName(key.path()))));
        // IdpConnection.saml(id), IdpConnection.oidc(id)
        assertThat(keys.remove("type")).isTrue();
        return keys;
    }

    private static Set<String> firstNames(String block) {
        return SsoKitConfig.keys().stream()
                .map(ConfigKey::path)
                .filter(path -> path.startsWith(block))
                .map(path -> firstName(path.substring(block.length())))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String firstName(String path) {
        return path.replaceAll("\\..*", "");
    }

    private static Set<String> options(Class<?> builder) {
        return Stream.of(builder.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class)
                .map(Method::getName)
                .filter(name -> !name.equals("build"))
                .map(ParityTest::kebab)
                .map(name -> OTHER_NAMES.getOrDefault(name, List.of(name)))
                .flatMap(Collection::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String kebab(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
