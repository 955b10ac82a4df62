package io.ssokit.internal.saml;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A message in a URL, by the HTTP-Redirect binding with its DEFLATE encoding (SAML Bindings 3.4.4.1). */
final class RedirectMessage {
    private RedirectMessage() {}

    /**
     * The parameters of an unsigned message, in the order in which a signature covers them.
     *
     * @param parameter {@code SAMLRequest} or {@code SAMLResponse}
     * @param relayState no parameter if empty
     */
    static String query(String parameter, String message, String relayState) {
        String encoded = Base64.getEncoder().encodeToString(Deflate.deflate(message));
        String query = parameter + "=" + encode(encoded);
        return relayState.isEmpty() ? query : query + "&RelayState=" + encode(relayState);
    }

    /** {@code endpoint}, which may have a query of its own, with more parameters. */
    static URI at(URI endpoint, String query) {
        String to = endpoint.toString();
        int fragment = to.indexOf('#');
        String base = fragment < 0 ? to : to.substring(0, fragment);
        return URI.create(base + (base.indexOf('?') < 0 ? "?" : "&") + query);
    }

    /** Percent-encoded, a space too: whoever verifies a signature may encode again, and not all know the plus. */
    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
