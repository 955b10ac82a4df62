package io.ssokit.oidc;

import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pac4j.core.exception.http.AutomaticFormPostAction;
import org.pac4j.core.exception.http.RedirectionAction;
import org.pac4j.core.exception.http.WithLocationAction;

/**
 * The way to the identity provider that a client describes. Where it carries a state, the attempt's handle takes its place,
 * so that the answer names the attempt; the client's own is remembered and given back to it. Immutable.
 *
 * @param action where the browser goes
 * @param form what it posts there; empty for a redirect
 * @param carrier the parameter that carries the handle; empty if there is none
 * @param own what the client had put there
 */
record PluggedStart(URI action, Map<String, String> form, Optional<String> carrier, String own) {
    /** What protocols echo: OAuth and OpenID Connect, SAML and WS-Federation. */
    static final List<String> CARRIERS = List.of("state", "RelayState", "wctx");

    /** @throws LoginException if the client does not simply send the browser somewhere */
    static PluggedStart of(Optional<RedirectionAction> action, String handle) {
        RedirectionAction way = action.orElseThrow(() -> unsupported("none"));
        if (way instanceof AutomaticFormPostAction post) {
            return of(post.getUrl(), new LinkedHashMap<>(post.getData()), handle);
        }
        if (way instanceof WithLocationAction redirect) {
            return of(redirect.getLocation(), handle);
        }
        throw unsupported(way.getClass().getSimpleName());
    }

    /** Whether the handle goes out somewhere, under whatever name. */
    boolean carries(String handle) {
        return action.toString().contains(handle) || form.values().stream().anyMatch(value -> value.contains(handle));
    }

    private static PluggedStart of(String url, Map<String, String> form, String handle) {
        for (String name : CARRIERS) {
            String own = form.get(name);
            if (own != null && !own.isEmpty()) {
                form.put(name, handle);
                return new PluggedStart(uri(url), form, Optional.of(name), own);
            }
        }
        return new PluggedStart(uri(url), form, Optional.empty(), "");
    }

    private static PluggedStart of(String location, String handle) {
        URI url = uri(location);
        List<String> pairs =
                new ArrayList<>(List.of(String.valueOf(url.getRawQuery()).split("&", -1)));
        for (String name : CARRIERS) {
            int at = indexOf(pairs, name);
            if (at >= 0) {
                String own = decoded(pairs.get(at).substring(name.length() + 1));
                pairs.set(at, name + "=" + URLEncoder.encode(handle, StandardCharsets.UTF_8));
                String start = location.substring(0, location.indexOf('?') + 1);
                @Nullable String fragment = url.getRawFragment();
                String changed = start + String.join("&", pairs) + (fragment == null ? "" : "#" + fragment);
                return new PluggedStart(uri(changed), Map.of(), Optional.of(name), own);
            }
        }
        return new PluggedStart(url, Map.of(), Optional.empty(), "");
    }

    private static int indexOf(List<String> pairs, String name) {
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.get(i).startsWith(name + "=") && pairs.get(i).length() > name.length() + 1) {
                return i;
            }
        }
        return -1;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static URI uri(@Nullable String text) {
        try {
            URI url = URI.create(String.valueOf(text));
            if (url.isAbsolute() && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException notAUrl) {
            throw unsupported("an address that is no URL");
        }
        throw unsupported("an address without a host");
    }

    private static LoginException unsupported(String received) {
        return LoginException.of(
                LoginError.UNSUPPORTED, "a pac4j client that sends the browser to its identity provider", received);
    }

    @Override
    public String toString() {
        return "PluggedStart[" + action.getHost() + "]";
    }
}
