package io.ssokit.oidc;

import io.ssokit.connection.ServiceProvider;
import io.ssokit.login.LoginReply;
import io.ssokit.login.LoginRequest;
import io.ssokit.login.ReplyCookie;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pac4j.core.context.Cookie;
import org.pac4j.core.context.WebContext;
import org.pac4j.core.exception.CredentialsException;
import org.pac4j.core.exception.TechnicalException;
import org.pac4j.core.exception.http.AutomaticFormPostAction;
import org.pac4j.core.exception.http.RedirectionAction;
import org.pac4j.core.util.HttpActionHelper;

/** One request as pac4j sees it, translated to the flow's words and back. For one thread. */
final class Pac4jExchange {
    private final WebContext context;
    private final ServiceProvider serviceProvider;

    Pac4jExchange(WebContext context, ServiceProvider serviceProvider) {
        this.context = context;
        this.serviceProvider = serviceProvider;
    }

    LoginRequest request() {
        Optional<String> rawQuery = context.getQueryString().filter(query -> !query.isEmpty());
        Map<String, List<String>> query = parameters(rawQuery.orElse(""));
        Map<String, String> cookies = new LinkedHashMap<>();
        context.getRequestCookies().forEach(cookie -> cookies.putIfAbsent(cookie.getName(), cookie.getValue()));
        return new LoginRequest(context.getRequestMethod(), rawQuery, query, form(query), cookies, Optional.empty());
    }

    /** The way to the identity provider; a refusal becomes pac4j's exception, with the reference and no reason in it. */
    RedirectionAction redirection(LoginReply reply) {
        send(reply.cookies());
        if (reply instanceof LoginReply.Redirect redirect) {
            return HttpActionHelper.buildRedirectUrlAction(
                    context, redirect.location().toString());
        }
        if (reply instanceof LoginReply.PostForm form) {
            return new AutomaticFormPostAction(
                    form.action().toString(), form.fields(), FormPage.of(form.action(), form.fields()));
        }
        if (reply instanceof LoginReply.Refused refused) {
            throw new CredentialsException("sign-in refused, reference " + refused.reference());
        }
        throw new TechnicalException(
                "a sign-in does not end in " + reply.getClass().getSimpleName());
    }

    /** For the whole app: pac4j starts sign-ins from any page, and open ones must be seen there to be counted. */
    void send(List<ReplyCookie> cookies) {
        for (ReplyCookie cookie : cookies) {
            Cookie sent = new Cookie(cookie.name(), cookie.value());
            sent.setPath(serviceProvider.contextPath() + "/");
            sent.setMaxAge((int) cookie.maxAge().toSeconds());
            sent.setHttpOnly(true);
            sent.setSecure(cookie.secure());
            sent.setSameSitePolicy(cookie.secure() && cookie.crossSite() ? "None" : "Lax");
            context.addResponseCookie(sent);
        }
    }

    /** The container puts the query's values before the form's. */
    private Map<String, List<String>> form(Map<String, List<String>> query) {
        Map<String, List<String>> form = new LinkedHashMap<>();
        if (context.getRequestMethod().equals("POST")) {
            context.getRequestParameters().forEach((name, values) -> {
                int inQuery = Math.min(query.getOrDefault(name, List.of()).size(), values.length);
                List<String> rest = Arrays.asList(values).subList(inQuery, values.length);
                if (!rest.isEmpty()) {
                    form.put(name, rest);
                }
            });
        }
        return form;
    }

    private static Map<String, List<String>> parameters(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
                parameters.computeIfAbsent(name, first -> new ArrayList<>(1)).add(value);
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return text;
        }
    }
}
