package io.ssokit.scim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * {@code /Me}, another name for the user who calls (RFC 7644 §3.11). {@code Location} and {@code meta.location} are those of the
 * user. Nobody registers by {@code POST} here: directories create users by {@code POST /Users}. Immutable.
 */
final class Me {
    static final String ENDPOINT = "Me";

    private final ScimMe caller;
    private final Users users;

    Me(ScimMe caller, Users users) {
        this.caller = caller;
        this.users = users;
    }

    Map<String, Function<Exchange, Answer>> methods() {
        Map<String, Function<Exchange, Answer>> methods = new LinkedHashMap<>();
        methods.put("GET", as(users::get));
        methods.put("PUT", as(users::replace));
        methods.put("PATCH", as(users::patch));
        methods.put("DELETE", as(users::delete));
        return methods;
    }

    private Function<Exchange, Answer> as(BiFunction<Exchange, String, Answer> operation) {
        return exchange -> caller.userId(exchange.tenant(), exchange.request())
                .map(id -> operation.apply(exchange, id))
                .orElseThrow(() -> ScimException.notFound("the user who calls"));
    }
}
