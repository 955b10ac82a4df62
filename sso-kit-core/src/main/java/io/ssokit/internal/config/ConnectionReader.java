package io.ssokit.internal.config;

import io.ssokit.connection.ClientAuthentication;
import io.ssokit.connection.ClientConnectionBuilder;
import io.ssokit.connection.ClientCredentials;
import io.ssokit.connection.ConnectionBuilder;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.JitPolicy;
import io.ssokit.connection.OAuth2ConnectionBuilder;
import io.ssokit.connection.OidcConnectionBuilder;
import io.ssokit.connection.OidcRequests;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.SamlRequests;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads one block below {@code connections}, wherever that comes from. */
public final class ConnectionReader {
    private enum Type {
        SAML,
        OIDC,
        OAUTH2
    }

    private ConnectionReader() {}

    /** What may stand at {@code type}. */
    public static List<String> types() {
        return Arrays.stream(Type.values()).map(Node::kebab).toList();
    }

    /** Every key of the block {@code attributes}, with something to read: a text for each field, and a block for any. */
    public static Map<String, Object> attributeKeys() {
        return AttributeReader.keys();
    }

    /** The connection's builder; empty where not even its type could be read. */
    public static Optional<ConnectionBuilder<?>> read(String id, Node node) {
        if (!node.has("type")) {
            node.problem("type", "is missing: saml, oidc or oauth2");
        }
        Optional<Type> type = node.choice("type", Type.class);
        if (type.isEmpty()) {
            node.skip();
        }
        return type.map(found -> switch (found) {
            case SAML -> saml(id, node);
            case OIDC -> oidc(id, node);
            case OAUTH2 -> oauth2(id, node);
        });
    }

    private static SamlConnectionBuilder saml(String id, Node node) {
        SamlConnectionBuilder builder = common(IdpConnection.saml(id), node);
        node.text("metadata").ifPresent(text -> metadata(builder, node, text));
        node.text("entity-id").ifPresent(builder::entityId);
        node.text("idp-entity-id").ifPresent(builder::idpEntityId);
        node.text("sso-url").ifPresent(builder::ssoUrl);
        node.url("slo-url").ifPresent(builder::sloUrl);
        builder.certificates(certificates(node, "certificates"));
        builder.metadataCertificates(certificates(node, "metadata-certificates"));
        node.choice("idp-initiated", SamlConnection.IdpInitiated.class).ifPresent(builder::idpInitiated);
        samlRequests(builder, node);
        samlAcceptance(builder, node);
        return builder;
    }

    private static void samlRequests(SamlConnectionBuilder builder, Node node) {
        node.choice("request-binding", SamlRequests.Binding.class).ifPresent(builder::requestBinding);
        node.choice("response-binding", SamlRequests.ResponseBinding.class).ifPresent(builder::responseBinding);
        node.choice("sign-requests", SamlRequests.Sign.class).ifPresent(builder::signRequests);
        node.text("name-id-format").ifPresent(builder::nameIdFormat);
        on(node, "force-authn", builder::forceAuthn);
        on(node, "is-passive", builder::isPassive);
        builder.authnContexts(node.list("authn-contexts").toArray(String[]::new));
        node.choice("authn-context-comparison", SamlRequests.Comparison.class)
                .ifPresent(builder::authnContextComparison);
        node.duration("max-authn-age").ifPresent(builder::maxAuthnAge);
        node.choice("send-login-hint", SamlRequests.LoginHint.class).ifPresent(builder::sendLoginHint);
        node.text("provider-name").ifPresent(builder::providerName);
        on(node, "single-logout", builder::singleLogout);
    }

    private static void samlAcceptance(SamlConnectionBuilder builder, Node node) {
        on(node, "expect-signed-assertion", builder::expectSignedAssertion);
        on(node, "expect-signed-response", builder::expectSignedResponse);
        on(node, "expect-encrypted-assertion", builder::expectEncryptedAssertion);
        on(node, "expect-gcm", builder::expectGcm);
        node.duration("clock-skew").ifPresent(builder::clockSkew);
        on(node, "insecure-allow-sha1", builder::insecureAllowSha1);
        on(node, "allow-empty-reference-uri", builder::allowEmptyReferenceUri);
        on(node, "insecure-allow-encrypted-in-unsigned-response", builder::insecureAllowEncryptedInUnsignedResponse);
        on(node, "insecure-allow-triple-des", builder::insecureAllowTripleDes);
        on(node, "insecure-allow-rsa15", builder::insecureAllowRsa15);
    }

    private static void on(Node node, String key, Runnable option) {
        if (node.flag(key, false)) {
            option.run();
        }
    }

    /** Each as PEM, as Base64, or in a file. */
    private static String[] certificates(Node node, String key) {
        List<String> texts = new ArrayList<>();
        for (String given : node.list(key)) {
            boolean pasted = given.startsWith("-----BEGIN") || given.startsWith("MII");
            if (!pasted && !node.allowsFiles()) {
                node.problem(key, "is not a certificate as PEM or Base64");
                continue;
            }
            try {
                texts.add(pasted ? given : Files.readString(Path.of(given)));
            } catch (IOException | InvalidPathException unreadable) {
                node.problem(key, "is neither a certificate nor a file that can be read");
            }
        }
        return texts.toArray(String[]::new);
    }

    /** A URL, a file or the XML itself. */
    private static void metadata(SamlConnectionBuilder builder, Node node, String text) {
        if (text.startsWith("<")) {
            builder.metadataXml(text);
            return;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        try {
            boolean remote = lower.startsWith("http:") || lower.startsWith("https:");
            if (!remote && !node.allowsFiles()) {
                node.problem("metadata", "is neither an https URL nor XML");
            } else if (remote || lower.startsWith("file:")) {
                builder.metadata(URI.create(text));
            } else {
                builder.metadata(Path.of(text));
            }
        } catch (IllegalArgumentException neither) {
            node.problem("metadata", "is neither a URL nor a file nor XML");
        }
    }

    private static OidcConnectionBuilder oidc(String id, Node node) {
        OidcConnectionBuilder builder = client(common(IdpConnection.oidc(id), node), node);
        node.text("issuer").ifPresent(builder::issuer);
        node.url("discovery").ifPresent(builder::discovery);
        builder.issuerTenants(texts(node, "issuer-tenants"));
        node.url("key-set").ifPresent(builder::keySet);
        node.url("user-info-endpoint").ifPresent(builder::userInfoEndpoint);
        node.url("end-session-endpoint").ifPresent(builder::endSessionEndpoint);
        node.url("pushed-request-endpoint").ifPresent(builder::pushedRequestEndpoint);
        node.secret("client-key").ifPresent(builder::clientKey);
        node.text("client-key-id").ifPresent(builder::clientKeyId);
        node.choice("client-assertion-audience", ClientCredentials.Audience.class)
                .ifPresent(builder::clientAssertionAudience);
        String[] scopes = texts(node, "scopes");
        if (node.has("scopes")) {
            builder.scopes(scopes);
        }
        oidcRequests(builder, node);
        return builder;
    }

    private static void oidcRequests(OidcConnectionBuilder builder, Node node) {
        node.choice("pushed-requests", OidcRequests.Pushed.class).ifPresent(builder::pushedRequests);
        node.choice("prompt", OidcRequests.Prompt.class).ifPresent(builder::prompt);
        node.duration("max-age").ifPresent(builder::maxAge);
        builder.acrValues(texts(node, "acr-values"));
        builder.expectAcr(texts(node, "expect-acr"));
        builder.expectAmr(texts(node, "expect-amr"));
        builder.algorithms(texts(node, "algorithms"));
        on(node, "single-logout", builder::singleLogout);
        on(node, "allow-front-channel-logout", builder::allowFrontChannelLogout);
        node.duration("refresh-every").ifPresent(builder::refreshEvery);
    }

    private static OAuth2ConnectionBuilder oauth2(String id, Node node) {
        OAuth2ConnectionBuilder builder = client(common(IdpConnection.oauth2(id), node), node);
        node.text("issuer").ifPresent(builder::issuer);
        builder.userInfoEndpoints(node.urls("user-info-endpoints").toArray(URI[]::new));
        builder.scopes(texts(node, "scopes"));
        return builder;
    }

    private static <B extends ClientConnectionBuilder<B>> B client(B builder, Node node) {
        node.text("client-id").ifPresent(builder::clientId);
        node.secret("client-secret").ifPresent(builder::clientSecret);
        node.choice("client-authentication", ClientAuthentication.class).ifPresent(builder::clientAuthentication);
        node.url("authorization-endpoint").ifPresent(builder::authorizationEndpoint);
        node.url("token-endpoint").ifPresent(builder::tokenEndpoint);
        node.text("user-attribute").ifPresent(builder::userAttribute);
        node.choice("send-login-hint", SamlRequests.LoginHint.class).ifPresent(way -> {
            if (way == SamlRequests.LoginHint.SUBJECT) {
                node.problem("send-login-hint", "is a subject with SAML only; here it is: parameter");
            }
            builder.sendLoginHint();
        });
        return builder;
    }

    private static String[] texts(Node node, String key) {
        return node.list(key).toArray(String[]::new);
    }

    private static <B extends ConnectionBuilder<B>> B common(B builder, Node node) {
        node.text("tenant").ifPresent(builder::tenant);
        node.text("label").ifPresent(builder::label);
        String[] domains = texts(node, "email-domains");
        if (node.has("email-domains")) {
            builder.emailDomains(domains);
        }
        node.choice("jit", JitPolicy.Mode.class).ifPresent(builder::jit);
        node.choice("match-on", JitPolicy.MatchOn.class).ifPresent(builder::matchOn);
        builder.allowedEmailDomains(texts(node, "allowed-email-domains"));
        on(node, "pin-user", builder::pinUser);
        builder.expectRoles(texts(node, "expect-roles"));
        node.url("icon").ifPresent(builder::icon);
        builder.signIn(node.flag("sign-in", true));
        String[] apps = texts(node, "apps");
        if (node.has("apps")) {
            builder.apps(apps);
        }
        builder.initiateTargets(texts(node, "initiate-targets"));
        builder.enabled(node.flag("enabled", true));
        builder.showOnLogin(node.flag("show-on-login", true));
        on(node, "insecure-allow-http", builder::insecureAllowHttp);
        node.block("attributes").read(block -> AttributeReader.read(builder, block));
        return builder;
    }
}
