package io.ssokit.testing;

/** The message from outside is wrong; the text goes to the error page. */
final class BadRequest extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    BadRequest(String message) {
        super(message);
    }
}
