package io.ssokit.benchmarks;

import jakarta.servlet.Filter;
import java.util.List;
import java.util.Map;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthenticatedAuthorizationManager;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.Http403ForbiddenEntryPoint;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestFilter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/**
 * Spring Security with the fewest filters that sign somebody in from the session: context, the request's user, refusals,
 * {@code authenticated()}. Its default chain also writes headers, checks CSRF tokens and more.
 */
final class SpringPeer {
    private SpringPeer() {}

    static Filter filter() throws Exception {
        SecurityContextHolderAwareRequestFilter user = new SecurityContextHolderAwareRequestFilter();
        user.afterPropertiesSet();
        List<Filter> filters = List.of(
                new SecurityContextHolderFilter(new HttpSessionSecurityContextRepository()),
                user,
                new ExceptionTranslationFilter(new Http403ForbiddenEntryPoint()),
                new AuthorizationFilter(AuthenticatedAuthorizationManager.authenticated()));
        return new FilterChainProxy(new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, filters));
    }

    /** What Spring Security keeps in the session of a signed-in person. */
    static Map<String, Object> sessionAttributes(String name) {
        return Map.of(
                HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY,
                new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated(
                        name, "", AuthorityUtils.createAuthorityList("engineering"))));
    }
}
