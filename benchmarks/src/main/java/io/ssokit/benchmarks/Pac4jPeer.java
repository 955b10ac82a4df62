package io.ssokit.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pac4j.core.config.Config;
import org.pac4j.core.context.FrameworkParameters;
import org.pac4j.core.engine.DefaultSecurityLogic;
import org.pac4j.core.http.adapter.HttpActionAdapter;
import org.pac4j.core.profile.CommonProfile;
import org.pac4j.core.profile.UserProfile;
import org.pac4j.core.profile.factory.ProfileManagerFactory;
import org.pac4j.core.util.Pac4jConstants;
import org.pac4j.oidc.client.OidcClient;
import org.pac4j.oidc.config.OidcConfiguration;

/**
 * pac4j's own security logic for one client, {@code isAuthenticated} and no matchers, in the thinnest possible filter:
 * its servlet adapter is not here (its last release depends on a version of pac4j with known faults), so this is less
 * than what an app with pac4j pays.
 */
final class Pac4jPeer implements Filter {
    private static final String CLIENT = "globex";
    private final Config config;

    Pac4jPeer() {
        OidcClient client = new OidcClient(new OidcConfiguration());
        client.setName(CLIENT);
        client.setCallbackUrl("https://app.example.com/callback");
        config = new Config(client);
        config.setWebContextFactory(parameters -> new Pac4jContext(((Call) parameters).request()));
        config.setSessionStoreFactory(parameters -> Pac4jSession.INSTANCE);
        config.setProfileManagerFactory(ProfileManagerFactory.DEFAULT);
        HttpActionAdapter refuse = (action, context) -> {
            throw new IllegalStateException("pac4j refuses: " + action);
        };
        config.setHttpActionAdapter(refuse);
    }

    /** What pac4j keeps in the session of a signed-in person. */
    static Map<String, Object> sessionAttributes(String name) {
        CommonProfile profile = new CommonProfile();
        profile.setId(name);
        profile.setClientName(CLIENT);
        Map<String, UserProfile> profiles = new LinkedHashMap<>();
        profiles.put(CLIENT, profile);
        return Map.of(Pac4jConstants.USER_PROFILES, profiles);
    }

    @Override
    public void doFilter(ServletRequest asked, ServletResponse answered, FilterChain chain) {
        HttpServletRequest request = (HttpServletRequest) asked;
        DefaultSecurityLogic.INSTANCE.perform(
                config,
                (context, session, profiles) -> pass(request, answered, chain, profiles),
                CLIENT,
                "isAuthenticated",
                "none",
                new Call(request));
    }

    private static Object pass(
            HttpServletRequest request, ServletResponse response, FilterChain chain, Collection<UserProfile> profiles)
            throws ServletException, IOException {
        chain.doFilter(new Named(request, profiles.iterator().next()), response);
        return null;
    }

    private record Call(HttpServletRequest request) implements FrameworkParameters {}

    private static final class Named extends HttpServletRequestWrapper {
        private final UserProfile profile;

        Named(HttpServletRequest request, UserProfile profile) {
            super(request);
            this.profile = profile;
        }

        @Override
        public String getRemoteUser() {
            return profile.getId();
        }
    }
}
