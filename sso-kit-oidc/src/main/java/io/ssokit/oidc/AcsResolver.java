package io.ssokit.oidc;

import java.net.URI;
import org.pac4j.core.context.WebContext;
import org.pac4j.core.http.callback.CallbackUrlResolver;
import org.pac4j.core.http.url.UrlResolver;

/** Our assertion consumer service: one path per connection, without parameters, whatever the request says about its host. */
record AcsResolver(URI acsUrl) implements CallbackUrlResolver {
    @Override
    public String compute(UrlResolver urls, String url, String clientName, WebContext context) {
        return acsUrl.toString();
    }

    @Override
    public boolean matches(String clientName, WebContext context) {
        String path = URI.create(context.getRequestURL()).getRawPath();
        return path != null && path.endsWith("/sso/saml/" + clientName + "/acs");
    }
}
