package io.ssokit.sample;

import gg.jte.TemplateOutput;
import gg.jte.html.HtmlInterceptor;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
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

    private static final HtmlInterceptor NONE = new HtmlInterceptor() {
        @Override
        public void onHtmlTagOpened(String name, Map<String, Object> attributes, TemplateOutput output) {}

        @Override
        public void onHtmlTagClosed(String name, TemplateOutput output) {}
    };

    private Html() {}

    /** A page's generated code, with its parameters. */
    @FunctionalInterface
    interface Template {
        void render(HtmlTemplateOutput output, HtmlInterceptor none);
    }

    /** A page of a template. */
    static void send(HttpServletResponse response, int status, Template template) throws IOException {
        StringOutput html = new StringOutput(16_384);
        template.render(new OwaspHtmlTemplateOutput(html), NONE);
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
