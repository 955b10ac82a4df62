package io.ssokit.testing;

import java.util.Map;

/** An error response of the token endpoint and its kin (RFC 6749 §5.2). */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;

    Refused(int status, String error, String description) {
        super(description);
        this.status = status;
        this.error = error;
    }

    static Refused client(String description) {
        return new Refused(401, "invalid_client", description);
    }

    static Refused grant(String description) {
        return new Refused(400, "invalid_grant", description);
    }

    /** The handler, with its refusals and malformed requests turned into JSON. */
    static Server.Handler answering(Server.Handler handler) {
        return http -> {
            try {
                return handler.handle(http);
            } catch (BadRequest e) {
                return reply(400, "invalid_request", String.valueOf(e.getMessage()));
            } catch (Refused e) {
                return reply(e.status, e.error, String.valueOf(e.getMessage()));
            }
        };
    }

    private static Reply reply(int status, String error, String description) {
        Reply reply = Reply.json(status, Map.of("error", error, "error_description", description));
        return status == 401 ? reply.with("WWW-Authenticate", "Basic realm=\"fake-idp\"") : reply;
    }
}
