package io.ssokit.sample;

import io.ssokit.SsoKit;
import io.ssokit.login.LoginReply;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.Persona;
import io.ssokit.testing.SamlScript;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Three companies with an identity provider each, inside this JVM: no account, no network. Acme speaks SAML, Globex OpenID
 * Connect, and Initech is found by e-mail address only. Thread-safe.
 */
public final class Demo implements AutoCloseable {
    /** Somebody of Globex who signs in without its identity provider. */
    public static final String OWNER = "owner@globex.example";

    /** Everybody knows it: the demo is for one machine. */
    public static final String OWNER_PASSWORD = "owner-pw";

    static final String OWNER_TENANT = "globex";

    private static final String CLIENT = "sso-kit-sample";

    private final FakeIdp acme;
    private final FakeIdp globex;
    private final FakeIdp initech;
    private final String baseUrl;
    private final String scimToken = random();
    private final String clientSecret = random();
    private volatile CompletableFuture<Void> introduced = CompletableFuture.completedFuture(null);

    private Demo(String baseUrl) {
        this.baseUrl = baseUrl;
        this.acme = FakeIdp.builder().emailDomain("acme.example").start();
        this.globex = FakeIdp.builder()
                .emailDomain("globex.example")
                .client(OidcClient.of(CLIENT, clientSecret, URI.create(baseUrl + "/sso/oidc/globex/callback")))
                .start();
        this.initech = FakeIdp.builder().emailDomain("initech.example").start();
    }

    static Demo start(String baseUrl) {
        Demo demo = new Demo(baseUrl);
        // Keys are made when first needed, and that takes a second or two: longer than a sign-in should wait for an
        // answer.
        Stream.<Runnable>of(
                        () -> demo.globex.oidc().jwks(), () -> demo.acme.saml().certificate())
                .parallel()
                .forEach(Runnable::run);
        daemon("demo-key", () -> demo.initech.saml().certificate());
        return demo;
    }

    /**
     * Gives the SAML identity providers our metadata, as their administrators would: from then on Acme knows our signatures
     * and where to send logout messages, and Initech encrypts. In the background, because our keys are made for it.
     */
    void introduce(SsoKit kit) {
        introduced = CompletableFuture.runAsync(
                () -> {
                    acme.saml().register(metadata(kit, "acme"));
                    initech.saml().register(metadata(kit, "initech"));
                    initech.saml().play(SamlScript.of(SamlScript.Builder::encryptAssertions));
                },
                task -> daemon("demo-introduction", task));
    }

    /** The owner of Globex is pinned to the app's own login, so the e-mail domain does not lead to the identity provider. */
    void hireOwner(SsoKit kit) {
        User owner = kit.stores()
                .users()
                .create(
                        User.named(OWNER_TENANT, OWNER)
                                .displayName(Optional.of("Olivia Owner"))
                                .build(),
                        UserStore.Origin.PROVISIONING);
        kit.stores().links().pin(OWNER_TENANT, owner.id(), Pin.NONE);
    }

    /** Waits until the identity providers know us. */
    void awaitIntroduction() {
        introduced.join();
    }

    private static String metadata(SsoKit kit, String connection) {
        if (kit.flow().metadata(connection) instanceof LoginReply.Document document) {
            return new String(document.body(), StandardCharsets.UTF_8);
        }
        throw new IllegalStateException("no metadata of connection " + connection);
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** What a file for {@code -Dsso-kit.config} would hold. */
    String yaml() {
        return """
                base-url: %s
                protect: /app/*
                stores: { type: memory }
                local-login: /signin                # for people without an identity provider, and when it is down
                connections:
                  acme:
                    type: saml
                    tenant: acme
                    label: Acme
                    icon: %s/icons/acme.svg
                    metadata: %s
                    email-domains: [acme.example]
                    single-logout: true             # signing out here signs out there
                    insecure-allow-http: true       # the demo's identity providers are on 127.0.0.1
                  globex:
                    type: oidc
                    tenant: globex
                    label: Globex
                    icon: %s/icons/globex.svg
                    issuer: %s
                    client-id: %s
                    client-secret: %s
                    email-domains: [globex.example]
                    insecure-allow-http: true
                  initech:
                    type: saml
                    tenant: initech
                    label: Initech
                    metadata: %s
                    email-domains: [initech.example]
                    show-on-login: false            # not on the chooser: the e-mail address leads here
                    insecure-allow-http: true
                scim:
                  directories:
                    acme: { token: %s }
                launch:
                  targets:
                    studio: { name: Studio, groups: [engineering], landing: /app/studio/ }
                """.formatted(
                        baseUrl,
                        baseUrl,
                        acme.saml().metadataUri(),
                        baseUrl,
                        globex.oidc().issuer(),
                        CLIENT,
                        clientSecret,
                        initech.saml().entityId(), // the same address, without waiting for the key
                        scimToken);
    }

    /** The configuration without its secrets, for people to read. */
    public String readableYaml() {
        return yaml().replace(clientSecret, "\"${GLOBEX_SECRET}\"").replace(scimToken, "\"${ACME_SCIM_TOKEN}\"");
    }

    /** The token of Acme's SCIM directory; a new one with each start. */
    String scimToken() {
        return scimToken;
    }

    /** Who can sign in at each of the three. */
    public List<Persona> people() {
        return acme.personas();
    }

    /** Where Acme's portal has its tile for this app: a sign-in that the identity provider starts. */
    public URI portalTile() {
        return acme.saml()
                .initiateUri(baseUrl + "/sso/saml/acme/metadata", URI.create(baseUrl + "/sso/saml/acme/acs"), "/app/");
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        acme.close();
        globex.close();
        initech.close();
    }
}
