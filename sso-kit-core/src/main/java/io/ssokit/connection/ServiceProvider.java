package io.ssokit.connection;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Our side in every protocol: where this app is reached. Every URL the kit sends out or compares with is derived from
 * here and from configuration, never from a request's Host header. Immutable.
 *
 * @param baseUrl scheme, host, optional port and optional context path, without a slash at the end
 */
public record ServiceProvider(URI baseUrl) {
    public ServiceProvider {
        String problem = problemOf(baseUrl);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        baseUrl = withoutTrailingSlash(baseUrl);
    }

    /** @throws IllegalArgumentException if the URL is not absolute http(s), or carries a query, fragment or user info */
    public static ServiceProvider of(URI baseUrl) {
        return new ServiceProvider(baseUrl);
    }

    /** The base URL followed by {@code path}, which starts with a slash. */
    public URI at(String path) {
        return URI.create(baseUrl + path);
    }

    /** Default entityId of ours towards the IdP of a SAML connection; also where our metadata is served. */
    public String samlEntityId(String connection) {
        return at("/sso/saml/" + connection + "/metadata").toString();
    }

    /** Where the IdP of a SAML connection posts its responses. */
    public URI samlAcsUrl(String connection) {
        return at("/sso/saml/" + connection + "/acs");
    }

    /** Where the IdP of a SAML connection sends logout messages. */
    public URI samlSloUrl(String connection) {
        return at("/sso/saml/" + connection + "/slo");
    }

    /** The redirect URI of an OpenID Connect connection. */
    public URI oidcRedirectUri(String connection) {
        return at("/sso/oidc/" + connection + "/callback");
    }

    /** Where an OpenID provider sends the browser back when it has signed somebody out ({@code post_logout_redirect_uri}). */
    public URI oidcSignedOutUri(String connection) {
        return at("/sso/oidc/" + connection + "/signed-out");
    }

    /** The redirect URI of an OAuth 2.0 connection. */
    public URI oauth2RedirectUri(String connection) {
        return at("/sso/oauth2/" + connection + "/callback");
    }

    /** Where the identity provider of a connection that was plugged in sends its answers. */
    public URI customCallback(String connection) {
        return at("/sso/custom/" + connection + "/callback");
    }

    /** Where identity providers provision users and groups; no trailing slash. */
    public URI scimBaseUrl() {
        return at("/scim/v2");
    }

    /** The context path of the app as the browser sees it; empty at the root. */
    public String contextPath() {
        String path = baseUrl.getRawPath();
        return path == null ? "" : path;
    }

    /** Scheme, host and port as a browser's Origin header spells them. */
    public String origin() {
        String scheme = baseUrl.getScheme().toLowerCase(Locale.ROOT);
        int port = baseUrl.getPort();
        boolean usual = port < 0 || (port == 443 && isHttps()) || (port == 80 && !isHttps());
        return scheme + "://" + baseUrl.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + port);
    }

    /** Whether browsers reach us by https. */
    public boolean isHttps() {
        return "https".equalsIgnoreCase(baseUrl.getScheme());
    }

    private static @Nullable String problemOf(URI url) {
        String scheme = url.getScheme();
        if (scheme == null || !(scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))) {
            return "base-url: must start with https:// (or http:// on loopback)";
        }
        if (url.getHost() == null || url.getRawUserInfo() != null) {
            return "base-url: must name a host and no user";
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            return "base-url: must have neither a query nor a fragment";
        }
        return null;
    }

    private static URI withoutTrailingSlash(URI url) {
        String text = url.toString();
        int end = text.length();
        while (text.charAt(end - 1) == '/') {
            end--;
        }
        return URI.create(text.substring(0, end));
    }
}
