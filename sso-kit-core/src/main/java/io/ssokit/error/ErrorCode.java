package io.ssokit.error;

/** What every reason code explains about itself; {@code docs/errors.md} is generated from it. */
public interface ErrorCode {
    /** The stable name found in audit events, for example {@code AUDIENCE}. */
    String name();

    /** The HTTP status the browser or caller sees. */
    int httpStatus();

    /** What the code means, one sentence. */
    String meaning();

    /** What usually brings it about. */
    String usualCause();

    /** What to do, and who has to do it. */
    String remedy();

    /** The section of the specification behind the check, or the kit's own rule. */
    String specification();
}
