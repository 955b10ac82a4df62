package io.ssokit.login;

import io.ssokit.session.SsoSession;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the flow needs to know of an HTTP request. Immutable.
 *
 * @param method {@code GET}, {@code POST}, …
 * @param rawQuery the query exactly as received, without the question mark; detached signatures are over its octets
 * @param query decoded query parameters, every occurrence
 * @param form decoded parameters of a form body, every occurrence; empty unless the body is a form
 * @param cookies name to value; the first one where a name comes twice
 * @param session the live session of this browser
 */
public record LoginRequest(
        String method,
        Optional<String> rawQuery,
        Map<String, List<String>> query,
        Map<String, List<String>> form,
        Map<String, String> cookies,
        Optional<SsoSession> session) {
    public LoginRequest {
        query = copy(query);
        form = copy(form);
        cookies = Map.copyOf(cookies);
    }

    /** Whether this is a POST. */
    public boolean isPost() {
        return method.equals("POST");
    }

    /** The first value of a query parameter. */
    public Optional<String> queryValue(String name) {
        return first(query, name);
    }

    /** The first value of a form parameter. */
    public Optional<String> formValue(String name) {
        return first(form, name);
    }

    private static Optional<String> first(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.get(name);
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    private static Map<String, List<String>> copy(Map<String, List<String>> source) {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        source.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        return Collections.unmodifiableMap(copy);
    }

    /** Names only: values are assertions, codes, tokens and cookies. */
    @Override
    public String toString() {
        return "LoginRequest[" + method + ", query=" + query.keySet() + ", form=" + form.keySet() + ", cookies="
                + cookies.keySet() + "]";
    }
}
