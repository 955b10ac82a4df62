package io.ssokit.scim;

import io.ssokit.error.StoreException;
import io.ssokit.internal.RandomToken;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what a known directory asks: a plain request, or one operation of a bulk request, which passes the same rules and
 * leaves the same traces. Every failure becomes an error body of RFC 7644 §3.12. Immutable and thread-safe.
 */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(ScimEndpoint.class);
    private static final String ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

    private final Routes routes;
    private final ScimAudit audit;

    Requests(Routes routes, ScimAudit audit) {
        this.routes = routes;
        this.audit = audit;
    }

    /** Never throws. */
    Answer answer(ScimRequest request, ScimDirectory directory) {
        try {
            QueryString query = QueryString.parse(request.query().orElse(""));
            return routes.answer(new Exchange(request, directory, query));
        } catch (RuntimeException failure) {
            return refused(request, Optional.of(directory), failure);
        }
    }

    /**
     * What to answer instead, after telling the listeners.
     *
     * @param directory empty if nobody knows who asks
     */
    Answer refused(ScimRequest request, Optional<ScimDirectory> directory, RuntimeException failure) {
        ScimException refusal = refusal(failure);
        // Asking for what is not there is how clients look whether it is.
        boolean lookup = request.method().equals("GET") && refusal.status() == 404;
        if (!lookup) {
            audit.refused(directory, request, refusal);
        }
        return error(refusal);
    }

    /** What to answer instead, without telling anybody. */
    static Answer untold(RuntimeException failure) {
        return error(refusal(failure));
    }

    static ScimException refusal(RuntimeException failure) {
        if (failure instanceof ScimException refusal) {
            return refusal;
        }
        if (failure instanceof StoreException.Conflict conflict) {
            return conflict.attribute().equals(Members.ATTRIBUTE)
                    ? ScimException.invalidValue("a member is not a user of this directory: provision the user first")
                    : ScimException.uniqueness("another resource has this " + conflict.attribute()
                            + " already: use that one, or another value");
        }
        if (failure instanceof StoreException.NotFound) {
            return ScimException.notFound("resource");
        }
        if (failure instanceof StoreException.StaleVersion) {
            return ScimException.preconditionFailed();
        }
        if (failure instanceof StoreException.Unavailable unavailable) {
            LOG.warn("the user store is unavailable", unavailable);
            return ScimException.unavailable(unavailable.retryAfter());
        }
        String reference = RandomToken.bits128();
        LOG.error("SCIM request failed, reference {}", reference, failure);
        return ScimException.internal(reference);
    }

    private static Answer error(ScimException refusal) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("schemas", List.of(ERROR));
        body.put("status", Integer.toString(refusal.status()));
        refusal.scimType().ifPresent(type -> body.put("scimType", type));
        body.put("detail", refusal.detail());
        return new Answer(refusal.status(), refusal.headers(), Optional.of(JsonObject.of(body)));
    }
}
