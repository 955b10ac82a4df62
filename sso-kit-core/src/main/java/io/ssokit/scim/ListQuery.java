package io.ssokit.scim;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client asks of a list, before it is held against the schema of what is listed (RFC 7644 §3.4.2, RFC 9865 §2).
 *
 * @param startIndex from 1; 1 if pages are found by cursors
 * @param count how many resources at most
 * @param cursor empty for pages found by their index; empty text for the first page of those found by cursors
 */
record ListQuery(
        Optional<String> filter,
        Optional<String> sortBy,
        boolean descending,
        int startIndex,
        int count,
        Optional<String> cursor) {
    static final int DEFAULT_COUNT = 100;
    static final int MAX_COUNT = 200;

    /** @throws ScimException invalidValue, or invalidCount if pages are found by cursors */
    static ListQuery of(QueryString query) {
        Optional<String> cursor =
                query.has("cursor") ? Optional.of(query.find("cursor").orElse("")) : Optional.empty();
        // RFC 7644 §3.4.2.4: below 1 means 1, below 0 means 0.
        int startIndex = Math.max(1, number(query, "startIndex").orElse(1));
        if (cursor.isPresent() && startIndex > 1) {
            throw ScimException.invalidValue("startIndex and cursor exclude each other");
        }
        return new ListQuery(
                query.find("filter"),
                query.find("sortBy").map(String::trim),
                isDescending(query),
                startIndex,
                count(query, cursor.isPresent()),
                cursor);
    }

    // RFC 9865 §2.1 knows an error of its own; a page may always hold less than was asked for, so too much is no error.
    private static int count(QueryString query, boolean byCursor) {
        try {
            return Math.min(MAX_COUNT, Math.max(0, number(query, "count").orElse(DEFAULT_COUNT)));
        } catch (ScimException wrong) {
            throw byCursor ? ScimException.invalidCount(wrong.detail()) : wrong;
        }
    }

    private static boolean isDescending(QueryString query) {
        String order = query.find("sortOrder").orElse("ascending").trim().toLowerCase(Locale.ROOT);
        if (!order.equals("ascending") && !order.equals("descending")) {
            throw ScimException.invalidValue("sortOrder is ascending or descending");
        }
        return order.equals("descending");
    }

    private static Optional<Integer> number(QueryString query, String name) {
        Optional<String> text = query.find(name).map(String::trim);
        if (text.isPresent() && !text.get().matches("[+-]?[0-9]{1,100}")) {
            throw ScimException.invalidValue(name + " must be a whole number");
        }
        return text.map(BigInteger::new)
                .map(number -> number.bitLength() < 31 ? number.intValue() : number.signum() * (Integer.MAX_VALUE - 1));
    }
}
