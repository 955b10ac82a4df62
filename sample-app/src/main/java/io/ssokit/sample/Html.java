package io.ssokit.sample;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Sends the sample's pages. */
final class Html {
    /** Chromium holds a form's redirects to form-action too, and they lead to identity providers. */
    private static final String POLICY = "default-src 'none'; style-src 'self'; form-action 'self' https: http:;"
            + " base-uri 'none'; frame-ancestors 'none'";

    /** Compiled by the build. */
    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Html.class.getClassLoader(), "io.ssokit.sample.pages");

    private Html() {}

    /** A page of a template with its parameters. */
    static void send(HttpServletResponse response, int status, String template, Map<String, Object> parameters)
            throws IOException {
        StringOutput html = new StringOutput(16_384);
        TEMPLATES.render(template, parameters, html);
        response.setStatus(status);
        secure(response);
        response.setContentType("text/html;charset=UTF-8");
        response.getOutputStream().write(html.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Headers of pages and JSON about people. The origin goes along with our own forms only. */
    static void secure(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
    }
}
