package io.ssokit.oidc;

import java.net.URI;
import java.util.Map;

/** The page that posts a message to the identity provider (SAML Bindings 3.5.4), for pac4j to answer with. */
final class FormPage {
    private FormPage() {}

    static String of(URI action, Map<String, String> fields) {
        StringBuilder page =
                new StringBuilder("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Sign in</title>"
                        + "</head>\n<body onload=\"document.forms[0].submit()\">\n<form action=\"");
        page.append(escaped(action.toString())).append("\" method=\"post\">\n");
        fields.forEach((name, value) -> page.append("<input type=\"hidden\" name=\"")
                .append(escaped(name))
                .append("\" value=\"")
                .append(escaped(value))
                .append("\"/>\n"));
        return page.append("<noscript><input type=\"submit\" value=\"Continue\"/></noscript>\n</form></body></html>\n")
                .toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
