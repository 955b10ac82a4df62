package io.ssokit.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The steps of a person who signs in at an identity provider never seen before. */
final class LoginWalk {
    private static final int MAX_STEPS = 15;
    private static final Pattern USER_FIELD =
            Pattern.compile("(j_)?user(_?name)?|login|email|identifier", Pattern.CASE_INSENSITIVE);
    private static final Pattern AGREE =
            Pattern.compile("yes|confirm|accept|continue|allow|agree|ok", Pattern.CASE_INSENSITIVE);

    private LoginWalk() {}

    static TestBrowser.Page walk(
            TestBrowser browser, TestBrowser.Page start, String application, String user, String password) {
        TestBrowser.Page page = start;
        boolean typed = false;
        for (int step = 0; step < MAX_STEPS; step++) {
            page = browser.followAll(page);
            if (TestBrowser.origin(page.uri()).equals(application)) {
                return page;
            }
            Optional<HtmlForm> form = next(page);
            boolean asksPassword = form.flatMap(f -> f.fieldOfType("password")).isPresent();
            if (form.isEmpty() || (asksPassword && typed)) {
                return page;
            }
            typed |= asksPassword;
            page = browser.submit(page, form.get(), answers(form.get(), user, password));
        }
        throw new IllegalStateException("the login does not end, last at " + page.uri() + ": " + page.text());
    }

    /** A form for the password, else one for the user name, else one that only wants a yes. */
    private static Optional<HtmlForm> next(TestBrowser.Page page) {
        return page.findForm(form -> form.fieldOfType("password").isPresent())
                .or(() -> page.findForm(form -> userField(form).isPresent()))
                .or(() -> page.status() == 200
                        ? page.findForm(form ->
                                form.method().equals("POST") && agreement(form).isPresent())
                        : Optional.empty());
    }

    private static Map<String, String> answers(HtmlForm form, String user, String password) {
        Map<String, String> answers = new HashMap<>();
        userField(form).ifPresent(name -> answers.put(name, user));
        form.fieldOfType("password").ifPresent(name -> answers.put(name, password));
        if (answers.isEmpty()) {
            agreement(form)
                    .filter(button -> !button.name().isEmpty())
                    .ifPresent(button -> answers.put(button.name(), button.value()));
        }
        return answers;
    }

    private static Optional<String> userField(HtmlForm form) {
        return form.types().entrySet().stream()
                .filter(entry -> List.of("text", "email").contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .filter(name -> USER_FIELD.matcher(name).matches())
                .findFirst();
    }

    private static Optional<HtmlForm.Button> agreement(HtmlForm form) {
        return form.buttons().stream()
                .filter(button -> AGREE.matcher(button.name() + " " + button.value() + " " + button.text())
                        .find())
                .findFirst();
    }
}
