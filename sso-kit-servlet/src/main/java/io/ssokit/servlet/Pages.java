package io.ssokit.servlet;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.StringOutput;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.login.LoginReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The kit's own pages: few, small, usable without scripts. Each comes with the content security policy that lets it do
 * what it must and nothing else; style and script are named by their hashes. Immutable.
 */
final class Pages {
    private static final String STYLE = resource("page.css");

    private static final int MAX_ORIGINS = 2_000;

    private static final String SUBMIT = "document.forms[0].submit()";

    private static final String BASE = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src '"
            + hash(STYLE) + "'; form-action ";
    private static final String SUBMITS = "; script-src '" + hash(SUBMIT) + "'";

    /** Compiled by the build; nothing is read or compiled at run time. */
    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Pages.class.getClassLoader(), "io.ssokit.servlet.pages");

    private final ServiceProvider serviceProvider;

    /** Chromium holds the redirects that follow a form to form-action too, so the way to an IdP names schemes. */
    private final String anywhere;

    Pages(ServiceProvider serviceProvider) {
        this.serviceProvider = serviceProvider;
        this.anywhere = serviceProvider.isHttps() ? "'self' https:" : "'self' https: http:";
    }

    /**
     * A page to send.
     *
     * @param html the document
     * @param policy its content security policy
     */
    record Page(String html, String policy) {}

    /** The connections to choose from, the e-mail address first. */
    Page chooser(LoginReply.Chooser chooser) {
        String action = serviceProvider.at("/sso/login").toASCIIString();
        Set<String> icons = new TreeSet<>();
        Stream.concat(chooser.last().stream(), chooser.choices().stream())
                .flatMap(choice -> choice.icon().stream())
                .forEach(icon -> {
                    requireHttp(icon);
                    icons.add(origin(icon));
                });
        return page(anywhere + images(icons), "chooser.jte", Map.of("action", action, "chooser", chooser));
    }

    /** Containers refuse answers with headers of several KiB, and one customer's icons must not take the page from all. */
    private static String images(Set<String> origins) {
        String named = String.join(" ", origins);
        return origins.isEmpty() ? "" : "; img-src " + (named.length() > MAX_ORIGINS ? "https: http:" : named);
    }

    /**
     * A sentence and perhaps a way on.
     *
     * @param reference what the administrator needs to find the audit event
     * @param link where to go on, and the words for it
     */
    Page message(String title, String sentence, @Nullable String reference, @Nullable Link link) {
        return message(title, sentence, reference, link, Optional.empty());
    }

    /** The same, with the way to the app's own login, which works when an identity provider does not. */
    Page message(
            String title, String sentence, @Nullable String reference, @Nullable Link link, Optional<URI> localLogin) {
        Map<String, Object> texts = new HashMap<>(Map.of("title", title, "sentence", sentence));
        if (reference != null) {
            texts.put("reference", reference);
        }
        if (link != null) {
            texts.put("link", link.to().toASCIIString());
            texts.put("linkText", link.text());
        }
        localLogin.ifPresent(own -> texts.put("localLogin", own.toASCIIString()));
        return page("'none'", "message.jte", texts);
    }

    /** A link with its words. */
    record Link(URI to, String text) {}

    /** Posts fields to the identity provider, by itself where scripts run. */
    Page post(URI action, Map<String, String> fields) {
        requireHttp(action);
        return submitting(
                anywhere + " " + origin(action),
                new Form("Signing in", "You are being taken to your identity provider.", action, fields, "Continue"));
    }

    /** Posts a logout message to the identity provider, by itself where scripts run. */
    Page postSignOut(URI action, Map<String, String> fields) {
        requireHttp(action);
        return submitting(
                anywhere + " " + origin(action),
                new Form("Signing out", "You are being taken to your identity provider.", action, fields, "Continue"));
    }

    /** Opens what a launch link names, by itself where scripts run. */
    Page launch(String target, Map<String, String> fields) {
        return submitting(
                "'self'",
                new Form(
                        "Opening " + target,
                        "The link has been checked. It works once.",
                        serviceProvider.at("/sso/launch"),
                        fields,
                        "Open " + target));
    }

    /** Asks before signing out. */
    Page signOut(String who) {
        Form form = new Form(
                "Sign out",
                "You are signed in as " + who + ".",
                serviceProvider.at("/sso/logout"),
                Map.of(),
                "Sign out");
        // The sign-out may go on at the identity provider.
        return page(anywhere, "form.jte", form.texts());
    }

    private record Form(String title, String sentence, URI action, Map<String, String> fields, String button) {
        Map<String, Object> texts() {
            return Map.of(
                    "title", title,
                    "sentence", sentence,
                    "action", action.toASCIIString(),
                    "fields", fields,
                    "button", button);
        }
    }

    private static Page submitting(String formAction, Form form) {
        Map<String, Object> texts = new HashMap<>(form.texts());
        texts.put("script", SUBMIT);
        return page(formAction + SUBMITS, "form.jte", texts);
    }

    private static Page page(String formAction, String template, Map<String, Object> texts) {
        Map<String, Object> all = new HashMap<>(texts);
        all.put("style", STYLE);
        TemplateOutput html = new StringOutput(4096);
        TEMPLATES.render(template, all, html);
        return new Page(html.toString(), BASE + formAction);
    }

    // SAML Bindings 3.5: metadata may be hostile; a javascript: action would run in our origin.
    private static void requireHttp(URI action) {
        String scheme = Optional.ofNullable(action.getScheme()).orElse("");
        boolean http = scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http");
        if (!http || action.getHost() == null) {
            throw new IllegalArgumentException("an address of http(s) only, not " + scheme);
        }
    }

    /** From the parsed host: an authority as written may hold a semicolon, which would end the directive. */
    private static String origin(URI action) {
        return action.getScheme() + "://" + action.getHost() + (action.getPort() < 0 ? "" : ":" + action.getPort());
    }

    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing in the jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
