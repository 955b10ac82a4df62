package io.ssokit.scim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /Bulk} (RFC 7644 §3.7). Immutable.
 *
 * @param creators by bulkId, the index of the operation that makes what it stands for
 * @param failOnErrors how many failures end the work; {@link Integer#MAX_VALUE} if none do
 */
record BulkRequest(List<BulkOperation> operations, Map<String, Integer> creators, int failOnErrors) {
    static final int MAX_OPERATIONS = 1_000;

    private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

    /** @throws ScimException if it is no bulk request, or a larger one than we take */
    static BulkRequest read(Map<String, @Nullable Object> body, Values values) {
        DeclaredSchemas.require(body, SCHEMA, values);
        if (!(Keys.find(body, "Operations") instanceof List<?> given)) {
            throw ScimException.invalidSyntax("Operations must be an array");
        }
        if (given.size() > MAX_OPERATIONS) {
            throw ScimException.tooMany("the bulk request has " + given.size()
                    + " operations and exceeds maxOperations (" + MAX_OPERATIONS + ")");
        }
        List<BulkOperation> operations = new ArrayList<>();
        Map<String, Integer> creators = new HashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < given.size(); i++) {
            int index = i;
            if (!(given.get(i) instanceof Map<?, ?> json)) {
                throw ScimException.invalidSyntax("an operation must be an object")
                        .at(place(i));
            }
            BulkOperation operation = BulkOperation.read(json);
            operations.add(operation);
            operation.bulkId().ifPresent(bulkId -> unique(seen, bulkId, index));
            if (operation.creates()) {
                creators.put(operation.bulkId().orElseThrow(), i);
            }
        }
        return new BulkRequest(List.copyOf(operations), Map.copyOf(creators), failOnErrors(body));
    }

    // RFC 7644 §3.7: "unique within a bulk request". Guessing which one is meant could give rights to the wrong person.
    private static void unique(Map<String, Integer> seen, String bulkId, int index) {
        Integer first = seen.putIfAbsent(bulkId, index);
        if (first != null) {
            throw ScimException.invalidValue("the bulkId " + ScimException.excerpt(bulkId) + " is that of "
                            + place(first) + " too; nothing was done")
                    .at(place(index));
        }
    }

    private static int failOnErrors(Map<String, @Nullable Object> body) {
        Object given = Keys.find(body, "failOnErrors");
        if (given == null) {
            return Integer.MAX_VALUE;
        }
        if (!(given instanceof Long number) || number < 1) {
            throw ScimException.invalidValue(
                    "failOnErrors must be a whole number from 1; leave it out to go on always");
        }
        return (int) Math.min(number, Integer.MAX_VALUE);
    }

    private static String place(int index) {
        return "Operations[" + index + "]";
    }
}
