package io.ssokit.testing;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The few HTML pages, one style. They work without JavaScript and under a strict Content-Security-Policy. */
final class Pages {
    private static final String STYLE = """
            :root{color-scheme:light dark;--bg:#eef1f6;--card:#fff;--ink:#172033;--soft:#566179;--line:#d5dbe6;--edge:#77839b;--accent:#4338ca;--on:#fff;--warn:#fff4d6;--warnink:#6b4700;--bad:#fde8e8;--badink:#9b1c1c}
            @media(prefers-color-scheme:dark){:root{--bg:#0f1320;--card:#191f30;--ink:#e8ecf6;--soft:#a3aec6;--line:#333d57;--edge:#7d89a6;--accent:#a5b4fc;--on:#131834;--warn:#3a2f12;--warnink:#fcd980;--bad:#451a1f;--badink:#fecaca}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
            main{max-width:30rem;margin:0 auto;padding:clamp(.75rem,4vw,3rem) .75rem}
            .card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:clamp(1rem,5vw,1.75rem);box-shadow:0 8px 30px rgb(15 20 40/.08)}
            h1{font-size:1.4rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1rem;margin:1.5rem 0 .5rem}p{margin:.25rem 0 1rem;color:var(--soft)}
            .brand{display:flex;align-items:center;gap:.5rem;margin:0 0 1rem;color:var(--soft);font-weight:600;font-size:.9rem}
            .mark{width:1.6rem;height:1.6rem;border-radius:8px;background:var(--accent);color:var(--on);display:grid;place-items:center;font-size:.9rem}
            label{display:block;font-weight:600;font-size:.92rem;margin:.75rem 0 .25rem}
            input{width:100%;min-height:44px;padding:.5rem .75rem;font:inherit;color:inherit;background:var(--card);border:1px solid var(--edge);border-radius:9px}
            button{width:100%;min-height:44px;padding:.5rem .9rem;font:inherit;font-weight:600;border-radius:9px;border:1px solid var(--accent);background:var(--accent);color:var(--on);cursor:pointer;margin-top:1rem}
            button:hover{filter:brightness(1.08)}
            :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
            .people{display:grid;gap:.5rem;margin:0;padding:0;list-style:none}
            .people button{margin:0;text-align:left;background:transparent;color:inherit;border-color:var(--edge);font-weight:400}
            .people button:hover{border-color:var(--accent)}
            .people strong,.people small{display:block}.people small{color:var(--soft);line-height:1.35}.hint{margin:.35rem 0 0;font-size:.88rem}
            .note,.bad{border-radius:9px;padding:.6rem .8rem;margin:0 0 1rem;font-size:.92rem}
            .note{background:var(--warn);color:var(--warnink)}.bad{background:var(--bad);color:var(--badink)}
            dl{margin:0;display:grid;gap:.6rem}dt{font-weight:600;font-size:.9rem}dd{margin:0;color:var(--soft);font-size:.9rem}
            code{font:.92em ui-monospace,Menlo,Consolas,monospace}a{color:var(--accent)}
            """;
    private static final String DEMO_NOTE =
            "<p class=\"note\">This is a demo identity provider. Anybody may sign in as anybody: never connect it to"
                    + " anything real.</p>";

    private Pages() {}

    /** A heading and one sentence. */
    static Reply message(int status, String title, String text) {
        return page(status, title, "<h1>" + escape(title) + "</h1><p>" + escape(text) + "</p>", "");
    }

    /**
     * The login page.
     *
     * @param action where both of its forms post to
     * @param carried hidden fields that hold the request being answered
     * @param visitor who asks: the entity id or client id
     * @param hint pre-filled user name
     * @param error what went wrong with the previous attempt, or null
     */
    static Reply login(
            int status,
            String action,
            Map<String, String> carried,
            String visitor,
            String hint,
            @Nullable String error,
            List<Persona> personas) {
        String bad = error == null ? "" : "<p class=\"bad\" role=\"alert\">" + escape(error) + "</p>";
        String body = """
                <h1>Sign in</h1><p>to continue to <strong>%s</strong></p>%s%s
                <form method="post" action="%s">%s
                <label for="username">User name</label>
                <input id="username" name="username" value="%s" autocomplete="username" autocapitalize="none" spellcheck="false" required>
                <label for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="current-password" aria-describedby="hint" required>
                <p class="hint" id="hint">The password is the user name followed by <code>-pw</code>.</p>
                <button type="submit">Sign in</button></form>
                <h2>Or pick a demo person</h2>
                <form method="post" action="%s">%s<ul class="people">%s</ul></form>
                """.formatted(
                        escape(visitor),
                        DEMO_NOTE,
                        bad,
                        escape(action),
                        hidden(carried),
                        escape(hint),
                        escape(action),
                        hidden(carried),
                        personas.stream().map(Pages::oneClick).collect(Collectors.joining()));
        return page(status, "Sign in", body, "");
    }

    /** A question with one answer, which posts the fields. */
    static Reply confirm(String action, Map<String, String> fields, String question) {
        String body = """
                <h1>%s</h1><form method="post" action="%s">%s<button type="submit">Yes, continue</button></form>
                """.formatted(escape(question), escape(action), hidden(fields));
        return page(200, "Please confirm", body, "");
    }

    /** A form that posts itself; the button is for browsers without JavaScript. */
    static Reply autoSubmit(String action, Map<String, String> fields) {
        String body = """
                <h1>One moment</h1><p>If nothing happens, press the button.</p>
                <form method="post" action="%s">%s<noscript><button type="submit">Continue</button></noscript></form>
                """.formatted(escape(action), hidden(fields));
        return page(200, "One moment", body, "document.forms[0].submit()");
    }

    /** The front page: what this is and the addresses one needs. */
    static Reply about(Map<String, String> facts, List<Persona> personas) {
        String list = facts.entrySet().stream()
                .map(fact -> "<div><dt>" + escape(fact.getKey()) + "</dt><dd><code>" + escape(fact.getValue())
                        + "</code></dd></div>")
                .collect(Collectors.joining());
        String people = personas.stream()
                .map(persona -> "<div><dt>" + escape(persona.displayName()) + "</dt><dd><code>" + escape(persona.name())
                        + "</code> / <code>" + escape(persona.password()) + "</code> · " + escape(describe(persona))
                        + "</dd></div>")
                .collect(Collectors.joining());
        String body = "<h1>Demo identity provider</h1><p>Speaks SAML 2.0 and OpenID Connect.</p>" + DEMO_NOTE
                + "<h2>Addresses</h2><dl>" + list + "</dl><h2>People</h2><dl>" + people + "</dl>";
        return page(200, "Demo identity provider", body, "");
    }

    private static String oneClick(Persona persona) {
        return "<li><button name=\"persona\" value=\"" + escape(persona.name()) + "\"><strong>Sign in as "
                + escape(persona.name()) + "</strong><small>" + escape(describe(persona)) + "</small></button></li>";
    }

    private static String describe(Persona persona) {
        String groups = persona.groups().isEmpty() ? "no groups" : String.join(", ", persona.groups());
        String tags = persona.tags().entrySet().stream()
                .map(tag -> tag.getKey() + " " + String.join(" and ", tag.getValue()))
                .collect(Collectors.joining(", "));
        return tags.isEmpty() ? groups : groups + " · " + tags;
    }

    private static String hidden(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> "<input type=\"hidden\" name=\"" + escape(field.getKey()) + "\" value=\""
                        + escape(field.getValue()) + "\">")
                .collect(Collectors.joining());
    }

    /** No form-action in the policy: Chromium applies it to every redirect that follows the post, at other hosts too. */
    private static Reply page(int status, String title, String body, String script) {
        String nonce = Random.token(16);
        String html = """
                <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
                <title>%s · Demo IdP</title><style nonce="%s">%s</style></head><body><main>
                <p class="brand"><span class="mark" aria-hidden="true">&#9670;</span>Demo IdP</p><div class="card">%s</div></main>%s</body></html>
                """.formatted(
                        escape(title),
                        nonce,
                        STYLE,
                        body,
                        script.isEmpty() ? "" : "<script nonce=\"" + nonce + "\">" + script + "</script>");
        return Reply.of(status, "text/html; charset=utf-8", html)
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'nonce-" + nonce + "'; script-src 'nonce-" + nonce
                                + "'; base-uri 'none'; frame-ancestors 'none'")
                .with("X-Content-Type-Options", "nosniff");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
