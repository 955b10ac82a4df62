package io.ssokit.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.audit.AuditListener;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.key.SamlKeyStore;
import io.ssokit.login.LoginResolver;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.session.SessionIndex;
import io.ssokit.session.SessionRevocations;
import io.ssokit.state.OneTimeStore;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.UserStore;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;

/** What the properties and the beans of an app make of the kit. */
class SsoKitAutoConfigurationTest {
    private static final String BASE_URL = "sso-kit.base-url=https://app.example.com";
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    private final WebApplicationContextRunner app =
            new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(SsoKitAutoConfiguration.class));

    @Test
    void properties_none_noKitAndNoFilter() {
        app.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(SsoKit.class)
                .doesNotHaveBean("ssoKitFilter")
                .doesNotHaveBean("ssoKitServlets"));
    }

    @Test
    void properties_ofAnAppWithoutServlets_noKit() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(SsoKitAutoConfiguration.class))
                .withPropertyValues(BASE_URL)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(SsoKit.class));
    }

    @Test
    void properties_ofEveryBlock_arriveInTheKit() {
        app.withPropertyValues(
                        BASE_URL,
                        "sso-kit.protect[0]=/app/*",
                        "sso-kit.protect[1]=/me",
                        "sso-kit.connections.acme.type=saml",
                        "sso-kit.connections.acme.metadata=https://idp.acme.example/metadata",
                        "sso-kit.connections.[acme.eu].type=oidc",
                        "sso-kit.connections.[acme.eu].issuer=https://op.acme.example",
                        "sso-kit.connections.[acme.eu].client-id=app",
                        "sso-kit.connections.[acme.eu].client-secret=secret",
                        "sso-kit.scim.directories.acme.token=t0ken",
                        "sso-kit.launch.targets.studio.groups=engineering,research")
                .run(withKit(kit -> {
                    assertThat(kit.protectedPaths()).containsExactly("/app/*", "/me");
                    assertThat(kit.connections().find("acme").orElseThrow().protocol())
                            .isEqualTo("saml");
                    assertThat(kit.connections().find("acme.eu").orElseThrow().protocol())
                            .isEqualTo("oidc");
                    assertThat(kit.launcher().targets())
                            .singleElement()
                            .satisfies(
                                    target -> assertThat(target.groups()).containsExactly("engineering", "research"));
                }));
    }

    @Test
    void filter_stands_betweenSpringSessionAndSpringSecurity() {
        app.withPropertyValues(BASE_URL).run(context -> {
            var filter = (FilterRegistrationBean<?>) context.getBean("ssoKitFilter");
            int springSession = Integer.MIN_VALUE + 50;
            int springSecurity = -100;
            assertThat(filter.getOrder()).isGreaterThan(springSession).isLessThan(springSecurity);
            assertThat(filter.isAsyncSupported()).isTrue();
        });
    }

    /** A block without base-url is a mistake. An app that starts without protection would be a worse one. */
    @Test
    void baseUrl_forgotten_failsTheStart() {
        app.withPropertyValues("sso-kit.protect=/app/*")
                .run(context -> assertThat(problems(context))
                        .containsExactly("base-url: is missing: where browsers reach this app"));
    }

    @Test
    void manyMistakes_failTheStart_allAtOnce() {
        app.withPropertyValues(
                        BASE_URL,
                        "sso-kit.protekt=/app/*",
                        "sso-kit.session-lifetime=soon",
                        "sso-kit.stores.type=jdbc",
                        "sso-kit.scim.directories.acme.token=${NO_SUCH_TOKEN}",
                        "sso-kit.connections.acme.type=saml",
                        "sso-kit.connections.acme.metdata=https://idp.acme.example/metadata")
                .run(context -> assertThat(problems(context))
                        .anySatisfy(p -> assertThat(p).startsWith("protekt: is not a known key"))
                        .anySatisfy(p -> assertThat(p).startsWith("session-lifetime: is not a duration"))
                        .anySatisfy(p -> assertThat(p).startsWith("stores: type jdbc needs a url, or exactly one"))
                        .anySatisfy(p -> assertThat(p).startsWith("scim.directories.acme.token: holds a placeholder"))
                        .anySatisfy(p -> assertThat(p).startsWith("connections.acme.metdata: is not a known key"))
                        .anySatisfy(p -> assertThat(p).startsWith("connections.acme.metadata: is missing"))
                        .hasSize(6));
    }

    @Test
    void failureAnalysis_ofMistakes_listsThemAndWhereToCorrectThem() {
        var problems = new ConfigurationProblems(List.of("base-url: is missing", "protect: 'x' is no path"));

        FailureAnalysis analysis =
                new ConfigurationProblemsAnalyzer().analyze(new IllegalStateException("context", problems));

        assertThat(analysis.getDescription()).isEqualTo("""
                        The configuration of sso-kit is wrong:

                            base-url: is missing
                            protect: 'x' is no path""");
        assertThat(analysis.getAction()).contains("application.yaml", "sso-kit:");
        assertThat(analysis.getCause()).isSameAs(problems);
    }

    @Test
    void storesBean_beside_aStoresBlock_isTheOneThatCounts() {
        Stores own = MemoryStores.create(NOON);
        app.withPropertyValues(BASE_URL, "sso-kit.stores.type=jdbc", "sso-kit.stores.url=jdbc:none:x")
                .withBean(Stores.class, () -> own)
                .run(withKit(kit -> assertThat(kit.stores()).isSameAs(own)));
    }

    @Test
    void connectionStoreBean_withoutConnections_isAsked() {
        IdpConnectionStore own = IdpConnectionStore.of(List.of(IdpConnection.saml("mine")
                .metadata(URI.create("https://idp.example/metadata"))
                .build()));
        app.withPropertyValues(BASE_URL)
                .withBean(IdpConnectionStore.class, () -> own)
                .run(withKit(kit -> assertThat(kit.connections().find("mine")).isPresent()));
    }

    @Test
    void clockAndCustomizers_ofTheApp_takePartInTheirOrder() {
        app.withPropertyValues(BASE_URL, "sso-kit.protect=/first/*")
                .withBean(Clock.class, () -> NOON)
                .withBean(SsoKitCustomizer.class, () -> builder -> builder.protect("/second/*"))
                .run(withKit(kit -> {
                    assertThat(kit.clock()).isSameAs(NOON);
                    assertThat(kit.protectedPaths()).containsExactly("/first/*", "/second/*");
                }));
    }

    @Test
    void auditListeners_allOfTheApp_areToldEverything() {
        StringBuilder heard = new StringBuilder();
        app.withPropertyValues(BASE_URL, "sso-kit.launch.targets.studio.name=Studio")
                .withBean("one", AuditListener.class, () -> event -> heard.append("one "))
                .withBean("two", AuditListener.class, () -> event -> heard.append("two "))
                .run(withKit(kit -> {
                    kit.flow().metadata("nobody");
                    assertThat(heard.toString()).contains("one ", "two ");
                }));
    }

    /** Which of two has the word is not for us to guess. */
    @Test
    void loginResolver_oneOfTheAppOrTwo_onlyOneStarts() {
        WebApplicationContextRunner withOne = app.withPropertyValues(BASE_URL)
                .withBean("one", LoginResolver.class, () -> candidate -> LoginResolver.Decision.reject("no"));
        withOne.run(context -> assertThat(context).hasNotFailed().hasSingleBean(SsoKit.class));
        withOne.withBean("two", LoginResolver.class, () -> LoginResolver.PROCEED)
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void jdbcWithoutUrl_oneDataSource_isUsedWithItsTablesMade() {
        app.withPropertyValues(BASE_URL, "sso-kit.stores.type=JDBC")
                .withBean(DataSource.class, SsoKitAutoConfigurationTest::database)
                .run(withKit(kit -> {
                    assertThat(kit.stores()).isInstanceOf(JdbcStores.class);
                    assertThat(kit.stores().users().findByUserName("default", "alice"))
                            .isEmpty();
                }));
    }

    @Test
    void jdbcWithoutUrl_twoDataSources_refused() {
        app.withPropertyValues(BASE_URL, "sso-kit.stores.type=jdbc")
                .withBean("one", DataSource.class, SsoKitAutoConfigurationTest::database)
                .withBean("two", DataSource.class, SsoKitAutoConfigurationTest::database)
                .run(context -> assertThat(problems(context))
                        .containsExactly("stores: type jdbc needs a url, or exactly one DataSource in the app"));
    }

    @Test
    void jdbcWithUrl_beside_aDataSource_itsOwnDatabase() {
        app.withPropertyValues(BASE_URL, "sso-kit.stores.type=jdbc", "sso-kit.stores.url=jdbc:h2:mem:own")
                .withBean(
                        DataSource.class,
                        () -> {
                            throw new AssertionError("the app's database was asked for");
                        },
                        definition -> definition.setLazyInit(true))
                .run(withKit(kit -> assertThat(kit.stores()).isInstanceOf(JdbcStores.class)));
    }

    @Test
    void context_closed_closesWhatTheKitOpened() {
        AtomicBoolean closed = new AtomicBoolean();
        app.withPropertyValues(BASE_URL)
                .withBean(SsoKitCustomizer.class, () -> builder -> builder.stores(clock -> new ClosingStores(closed)))
                .run(withKit(kit -> assertThat(closed).isFalse()));
        assertThat(closed).isTrue();
    }

    @Test
    void kitBean_ofTheApp_isInstalledAsItIs() {
        SsoKit own = SsoKit.builder(ServiceProvider.of(URI.create("https://own.example.com")))
                .build();
        app.withBean(SsoKit.class, () -> own).run(context -> {
            assertThat(context)
                    .hasSingleBean(SsoKit.class)
                    .hasBean("ssoKitFilter")
                    .hasBean("ssoKitServlets");
            assertThat(context.getBean(SsoKit.class)).isSameAs(own);
        });
    }

    private static ContextConsumer<AssertableWebApplicationContext> withKit(Consumer<SsoKit> assertions) {
        return context -> {
            assertThat(context).hasNotFailed();
            assertions.accept(context.getBean(SsoKit.class));
        };
    }

    private static List<String> problems(AssertableWebApplicationContext context) {
        assertThat(context).hasFailed();
        Throwable failure = context.getStartupFailure();
        while (!(failure instanceof ConfigurationProblems problems)) {
            failure = failure.getCause();
        }
        return problems.problems();
    }

    private record ClosingStores(Stores all, AtomicBoolean closed) implements Stores, AutoCloseable {
        ClosingStores(AtomicBoolean closed) {
            this(MemoryStores.create(NOON), closed);
        }

        @Override
        public UserStore users() {
            return all.users();
        }

        @Override
        public IdentityLinks links() {
            return all.links();
        }

        @Override
        public OneTimeStore oneTime() {
            return all.oneTime();
        }

        @Override
        public SessionRevocations revocations() {
            return all.revocations();
        }

        @Override
        public SamlKeyStore samlKeys() {
            return all.samlKeys();
        }

        @Override
        public SessionIndex sessions() {
            return all.sessions();
        }

        @Override
        public ConnectionDocuments connections() {
            return all.connections();
        }

        @Override
        public ScimStores scim() {
            return all.scim();
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    private static DataSource database() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
        return source;
    }
}
