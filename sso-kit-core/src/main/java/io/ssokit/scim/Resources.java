package io.ssokit.scim;

/** The operations on one type of resource (RFC 7644 §3.2, table 2). */
interface Resources {
    /** {@code POST /Users} */
    Answer create(Exchange exchange);

    /** {@code GET /Users/id} */
    Answer get(Exchange exchange, String id);

    /** {@code PUT /Users/id} */
    Answer replace(Exchange exchange, String id);

    /** {@code PATCH /Users/id} */
    Answer patch(Exchange exchange, String id);

    /** {@code DELETE /Users/id} */
    Answer delete(Exchange exchange, String id);
}
