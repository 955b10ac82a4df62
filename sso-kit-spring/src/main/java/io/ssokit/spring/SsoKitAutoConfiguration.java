package io.ssokit.spring;

import io.ssokit.SsoKit;
import io.ssokit.audit.AuditListener;
import io.ssokit.config.SsoKitConfig;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.login.LoginResolver;
import io.ssokit.scim.ScimExtension;
import io.ssokit.scim.ScimMe;
import io.ssokit.scim.ScimPasswords;
import io.ssokit.servlet.SsoFilter;
import io.ssokit.servlet.SsoServlets;
import io.ssokit.store.Stores;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/**
 * Makes an {@link SsoKit} of the properties under {@code sso-kit} and installs it in the servlet container. Active where
 * there is any such property, or a bean of type {@code SsoKit}.
 *
 * <p>Beans of the app take part: {@link Stores} stand in for the configured ones, an {@link IdpConnectionStore} for
 * {@code connections}, every {@link AuditListener} is told what happens, a {@link LoginResolver} is asked at each sign-in,
 * {@link ScimExtension}s, {@link ScimPasswords} and {@link ScimMe} belong to the SCIM endpoint, a {@link Clock} is the source of time, and every {@link SsoKitCustomizer} has the last word. With {@code stores.type: jdbc} and no {@code stores.url} the app's one
 * {@link DataSource} is used. A wrong configuration fails the start and lists everything that is wrong.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class SsoKitAutoConfiguration {
    /**
     * Where the filter stands: behind Spring Session, which replaces the container's sessions, and before Spring Security,
     * which may ask who is signed in.
     */
    public static final int FILTER_ORDER = -110;

    /** For Spring. */
    public SsoKitAutoConfiguration() {}

    /**
     * The kit.
     *
     * @throws io.ssokit.connection.ConfigurationProblems listing everything that is wrong
     */
    @Bean
    @ConditionalOnMissingBean
    @Conditional(OnProperties.class)
    public SsoKit ssoKit(
            Environment environment,
            ObjectProvider<Stores> stores,
            ObjectProvider<IdpConnectionStore> connections,
            ObjectProvider<DataSource> dataSource,
            ObjectProvider<AuditListener> listeners,
            ObjectProvider<LoginResolver> resolver,
            ObjectProvider<ScimExtension> scimExtensions,
            ObjectProvider<ScimPasswords> scimPasswords,
            ObjectProvider<ScimMe> scimMe,
            ObjectProvider<Clock> clock,
            ObjectProvider<SsoKitCustomizer> customizers) {
        PropertyTree properties = PropertyTree.of(environment);
        List<String> problems = new ArrayList<>(properties.problems());
        Map<String, Object> keys = new LinkedHashMap<>(properties.keys());
        Consumer<SsoKit.Builder> ownStores = stores(keys, stores, dataSource, problems);
        SsoKit.Builder builder = SsoKitConfig.of(keys).toBuilder().problems(problems);
        clock.ifUnique(builder::clock);
        ownStores.accept(builder);
        connections.ifAvailable(builder::connectionStore);
        resolver.ifAvailable(builder::resolver);
        builder.scimExtensions(scimExtensions.orderedStream().toArray(ScimExtension[]::new));
        scimPasswords.ifAvailable(builder::scimPasswords);
        scimMe.ifAvailable(builder::scimMe);
        builder.audit(listeners.orderedStream().toArray(AuditListener[]::new));
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    /** Decides about every request. */
    @Bean
    @ConditionalOnBean(SsoKit.class)
    @ConditionalOnMissingBean(name = "ssoKitFilter")
    public FilterRegistrationBean<SsoFilter> ssoKitFilter(SsoKit kit) {
        FilterRegistrationBean<SsoFilter> filter = new FilterRegistrationBean<>(new SsoFilter(kit));
        filter.setName("sso-kit");
        filter.addUrlPatterns("/*");
        filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
        filter.setOrder(FILTER_ORDER);
        return filter;
    }

    /** The sign-in pages, provisioning and launch links. */
    @Bean
    @ConditionalOnBean(SsoKit.class)
    @ConditionalOnMissingBean(name = "ssoKitServlets")
    public ServletContextInitializer ssoKitServlets(SsoKit kit) {
        return context -> SsoServlets.installServlets(kit, context);
    }

    /** Sets what stands in for the block {@code stores}, which is then taken out of {@code keys}. */
    private static Consumer<SsoKit.Builder> stores(
            Map<String, Object> keys,
            ObjectProvider<Stores> beans,
            ObjectProvider<DataSource> dataSource,
            List<String> problems) {
        Stores bean = beans.getIfAvailable();
        if (bean != null) {
            keys.remove("stores");
            return builder -> builder.stores(bean);
        }
        if (!isJdbcWithoutUrl(keys.get("stores"))) {
            return builder -> {};
        }
        keys.remove("stores");
        DataSource pool = dataSource.getIfUnique();
        if (pool == null) {
            problems.add("stores: type jdbc needs a url, or exactly one DataSource in the app");
            return builder -> {};
        }
        return builder -> builder.stores(clock -> JdbcStores.of(pool, clock).createSchema());
    }

    private static boolean isJdbcWithoutUrl(@Nullable Object stores) {
        return stores instanceof Map<?, ?> block
                && block.size() == 1
                && "jdbc".equalsIgnoreCase(String.valueOf(block.get("type")));
    }
}
