package io.ssokit.config;

import io.ssokit.connection.AttributeMapping;
import io.ssokit.connection.ConnectionBuilder;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.JitPolicy;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads one block below {@code connections}. */
final class ConnectionReader {
    private enum Type {
        SAML,
        OIDC
    }

    private ConnectionReader() {}

    /** What may stand at {@code type}. */
    static List<String> types() {
        return Arrays.stream(Type.values()).map(Node::kebab).toList();
    }

    /** Every key of the block {@code attributes}, with something to read. */
    static Map<String, String> attributeKeys() {
        return Arrays.stream(AttributeMapping.Field.values()).collect(Collectors.toMap(Node::kebab, Node::kebab));
    }

    /** The connection's builder; empty where not even its type could be read. */
    static Optional<ConnectionBuilder<?>> read(String id, Node node) {
        if (!node.has("type")) {
            node.problem("type", "is missing: saml or oidc");
        }
        Optional<Type> type = node.choice("type", Type.class);
        if (type.isEmpty()) {
            node.skip();
        }
        return type.map(found -> found == Type.SAML ? saml(id, node) : oidc(id, node));
    }

    private static SamlConnection.Builder saml(String id, Node node) {
        SamlConnection.Builder builder = common(IdpConnection.saml(id), node);
        node.text("metadata").ifPresent(text -> metadata(builder, node, text));
        node.text("entity-id").ifPresent(builder::entityId);
        node.text("idp-entity-id").ifPresent(builder::idpEntityId);
        node.choice("idp-initiated", SamlConnection.IdpInitiated.class).ifPresent(builder::idpInitiated);
        if (node.flag("expect-signed-assertion", false)) {
            builder.expectSignedAssertion();
        }
        if (node.flag("expect-signed-response", false)) {
            builder.expectSignedResponse();
        }
        return builder;
    }

    /** A URL, a file or the XML itself. */
    private static void metadata(SamlConnection.Builder builder, Node node, String text) {
        if (text.startsWith("<")) {
            builder.metadataXml(text);
            return;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        try {
            if (lower.startsWith("http:") || lower.startsWith("https:") || lower.startsWith("file:")) {
                builder.metadata(URI.create(text));
            } else {
                builder.metadata(Path.of(text));
            }
        } catch (IllegalArgumentException neither) {
            node.problem("metadata", "is neither a URL nor a file nor XML");
        }
    }

    private static OidcConnection.Builder oidc(String id, Node node) {
        OidcConnection.Builder builder = common(IdpConnection.oidc(id), node);
        node.text("issuer").ifPresent(builder::issuer);
        Optional<String> clientId = node.text("client-id");
        Optional<Secret> secret = node.secret("client-secret");
        clientId.ifPresent(builder::clientId);
        secret.ifPresent(builder::clientSecret);
        List<String> scopes = node.list("scopes");
        if (node.has("scopes")) {
            builder.scopes(scopes.toArray(String[]::new));
        }
        return builder;
    }

    private static <B extends ConnectionBuilder<B>> B common(B builder, Node node) {
        node.text("tenant").ifPresent(builder::tenant);
        node.text("label").ifPresent(builder::label);
        builder.emailDomains(node.list("email-domains").toArray(String[]::new));
        node.choice("jit", JitPolicy.Mode.class).ifPresent(builder::jit);
        node.choice("match-on", JitPolicy.MatchOn.class).ifPresent(builder::matchOn);
        builder.showOnLogin(node.flag("show-on-login", true));
        if (node.flag("insecure-allow-http", false)) {
            builder.insecureAllowHttp();
        }
        node.block("attributes").read(block -> attributes(builder, block));
        return builder;
    }

    private static <B extends ConnectionBuilder<B>> B attributes(B builder, Node block) {
        block.texts()
                .forEach((key, source) -> field(key)
                        .ifPresentOrElse(
                                field -> builder.attribute(field, source),
                                () -> block.problem(
                                        key,
                                        "is not a field; fields are user-name, email, given-name, family-name,"
                                                + " display-name, groups")));
        return builder;
    }

    private static Optional<AttributeMapping.Field> field(String key) {
        for (AttributeMapping.Field field : AttributeMapping.Field.values()) {
            if (Node.folded(field.name()).equals(Node.folded(key))) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
