package io.ssokit.scim;

import io.ssokit.directory.RunTimeDirectories;
import io.ssokit.directory.RunTimeDirectories.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /oauth/token}: access tokens for clients that show their id and secret (RFC 6749 §4.4), by HTTP Basic or in the
 * form. What a client asks to be allowed ({@code scope}) is left out: its directory says what it may do. Thread-safe.
 */
final class TokenEndpoint {
    private static final String FORM = "application/x-www-form-urlencoded";
    /** Whoever sends it is a stranger yet. */
    static final int MAX_BODY = 8_192;

    /** For each client; a token is good for an hour. */
    private static final int PER_MINUTE = 60;
    /** For all whose secret is wrong: they must not fill the audit's log. Those whose secret is right do not notice. */
    private static final int WRONG_PER_MINUTE = 600;

    private final RunTimeDirectories directories;
    private final ScimAudit audit;
    private final Gate gate;
    private final Clock clock;
    private final Buckets<String> right = new Buckets<>();
    private final Bucket wrong = new Bucket();

    private record Client(String id, String secret, boolean byHeader) {}

    TokenEndpoint(RunTimeDirectories directories, ScimAudit audit, Gate gate, Clock clock) {
        this.directories = directories;
        this.audit = audit;
        this.gate = gate;
        this.clock = clock;
    }

    boolean serves(ScimRequest head) {
        return directories.isEnabled() && head.path().equals(RunTimeDirectories.TOKEN_ENDPOINT);
    }

    /** What to answer whatever the body is. */
    Optional<Answer> refusal(ScimRequest head) {
        try {
            if (!head.method().equals("POST")) {
                throw ScimException.oauth(
                        405, "invalid_request", "only POST is possible here", Map.of("Allow", "POST"));
            }
            String length = head.header("Content-Length").orElse("0");
            if (!length.matches("[0-9]{1,5}") || Integer.parseInt(length) > MAX_BODY) {
                throw invalidRequest("the form is too large");
            }
            return Optional.empty();
        } catch (ScimException refusal) {
            return Optional.of(error(refusal));
        }
    }

    /** Never throws. */
    Answer answer(ScimRequest request) {
        Optional<Caller> caller = Optional.empty();
        try {
            QueryString form = form(request);
            Client client = client(request, form);
            caller = directories.client(client.id(), client.secret());
            Caller known = caller.filter(Caller::live).orElseThrow(() -> invalidClient(client.byHeader()));
            right.of(known.tenant() + "/" + known.credential())
                    .take(PER_MINUTE, clock.instant())
                    .ifPresent(wait -> {
                        throw ScimException.tooMany(wait);
                    });
            if (!form.find("grant_type").equals(Optional.of("client_credentials"))) {
                throw ScimException.oauth(
                        400, "unsupported_grant_type", "grant_type must be client_credentials", Map.of());
            }
            return token(known);
        } catch (ScimException refusal) {
            return refused(request, caller, refusal);
        } catch (RuntimeException failure) {
            return error(Requests.refusal(failure));
        }
    }

    /** What to answer if the form did not come in time; strangers' affairs, and told to nobody. */
    static Answer late() {
        return error(ScimException.oauth(408, "invalid_request", "the form did not come in time", Map.of()));
    }

    private Answer token(Caller client) {
        directories.traffic().request(client.tenant(), Optional.of(client.credential()));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", directories.accessToken(client));
        body.put("token_type", "Bearer");
        body.put("expires_in", RunTimeDirectories.accessTokenSeconds());
        return json(200, Map.of(), body);
    }

    private Answer refused(ScimRequest request, Optional<Caller> caller, ScimException refusal) {
        if (caller.filter(Caller::live).isEmpty()) {
            caller.ifPresent(over -> directories.traffic().refused(over.tenant()));
            Optional<Duration> wait = wrong.take(WRONG_PER_MINUTE, clock.instant());
            if (wait.isPresent()) {
                return error(ScimException.tooMany(wait.get()));
            }
        }
        if (caller.filter(known -> !gate.isNews(known.tenant(), refusal)).isEmpty()) {
            audit.refused(
                    caller.map(known -> ScimDirectory.atRunTime(known.tenant(), known.settings())), request, refusal);
        }
        return error(refusal);
    }

    private static QueryString form(ScimRequest request) {
        String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.equals(FORM) && !type.startsWith(FORM + ";")) {
            throw invalidRequest("Content-Type must be " + FORM);
        }
        // RFC 6749 §2.3.1: a secret in the URL is in every log.
        if (request.query().isPresent()) {
            throw invalidRequest("parameters must be in the body");
        }
        if (request.body().length > MAX_BODY) {
            throw invalidRequest("the form is too large");
        }
        try {
            return QueryString.parse(new String(request.body(), StandardCharsets.UTF_8));
        } catch (ScimException twiceOrMisspelled) {
            throw invalidRequest("the form holds a parameter twice, or is not percent-encoded UTF-8");
        }
    }

    private static Client client(ScimRequest request, QueryString form) {
        List<String> authorization = request.headers("Authorization");
        Optional<String> id = form.find("client_id");
        Optional<String> secret = form.find("client_secret");
        if (authorization.isEmpty()) {
            return new Client(id.orElse(""), secret.orElse(""), false);
        }
        // RFC 6749 §2.3: one way of authentication in each request.
        if (secret.isPresent() || authorization.size() > 1) {
            throw invalidRequest("the client must authenticate in one way");
        }
        Client basic = basic(authorization.get(0)).orElseThrow(() -> invalidClient(true));
        if (id.isPresent() && !id.get().equals(basic.id())) {
            throw invalidRequest("client_id is another one than that of the Authorization header");
        }
        return basic;
    }

    /** RFC 6749 §2.3.1: both parts are form-encoded before they are joined. */
    private static Optional<Client> basic(String line) {
        if (!line.regionMatches(true, 0, "Basic ", 0, 6) || line.length() > MAX_BODY) {
            return Optional.empty();
        }
        try {
            String text =
                    new String(Base64.getDecoder().decode(line.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Client(
                            QueryString.decodeForm(text.substring(0, colon)),
                            QueryString.decodeForm(text.substring(colon + 1)),
                            true));
        } catch (IllegalArgumentException | ScimException malformed) {
            return Optional.empty();
        }
    }

    private static ScimException invalidRequest(String description) {
        return ScimException.oauth(400, "invalid_request", description, Map.of());
    }

    // RFC 6749 §5.2: 401 and the scheme, if the client has tried the header.
    private static ScimException invalidClient(boolean byHeader) {
        return ScimException.oauth(
                401,
                "invalid_client",
                "client id and secret are not those of a live client",
                byHeader ? Map.of("WWW-Authenticate", "Basic realm=\"SCIM\"") : Map.of());
    }

    private static Answer error(ScimException refusal) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", refusal.scimType().orElse("temporarily_unavailable"));
        body.put("error_description", refusal.detail());
        return json(refusal.status(), refusal.headers(), body);
    }

    private static Answer json(int status, Map<String, String> headers, Map<String, Object> body) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", "application/json");
        all.put("Pragma", "no-cache"); // RFC 6749 §5.1; Cache-Control is on every answer
        return new Answer(status, all, Optional.of(JsonObject.of(body)));
    }
}
