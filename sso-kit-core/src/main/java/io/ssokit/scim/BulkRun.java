package io.ssokit.scim;

import io.ssokit.connection.ScimAction;
import io.ssokit.internal.RandomToken;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Works off one bulk request, step by step. Each operation is a request of its own. Not thread-safe. */
final class BulkRun {
    private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
    // The answer leaves the representation out: nobody reads members and groups for it.
    private static final String NO_RELATIONS = "?excludedAttributes=members,groups";

    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;

    private final BulkRequest request;
    private final List<BulkPlan.Step> steps;
    private final ScimDirectory directory;
    private final Requests requests;
    private final Links links;
    private final @Nullable BulkResult[] results;
    private final Map<String, String> ids = new HashMap<>();
    private int errors;

    BulkRun(BulkRequest request, ScimDirectory directory, Requests requests, Links links) {
        this.request = request;
        this.steps = BulkPlan.of(request);
        this.directory = directory;
        this.requests = requests;
        this.links = links;
        this.results = new BulkResult[request.operations().size()];
    }

    List<BulkPlan.Step> steps() {
        return steps;
    }

    /** What an earlier run of the same request has done. */
    void restore(int operation, BulkResult result) {
        note(operation, result);
    }

    /**
     * Does one step.
     *
     * @return what became of its operation; empty if it has nothing to do: enough operations have failed, or there is
     *     nothing to complete
     */
    Optional<BulkResult> run(BulkPlan.Step step) {
        BulkResult soFar = results[step.operation()];
        BulkOperation operation = request.operations().get(step.operation());
        if (step.completes()) {
            return soFar == null || soFar.isError()
                    ? Optional.empty()
                    : Optional.of(note(step.operation(), complete(operation, step, soFar)));
        }
        return errors >= request.failOnErrors()
                ? Optional.empty()
                : Optional.of(note(step.operation(), perform(operation, step)));
    }

    /** Gives an operation up that has ended several workers. */
    BulkResult abandon(BulkPlan.Step step) {
        BulkOperation operation = request.operations().get(step.operation());
        ScimRequest plain = ScimRequest.of(operation.method(), "/" + String.join("/", operation.path()));
        return note(
                step.operation(),
                result(
                        operation,
                        operation.path(),
                        requests.refused(
                                plain, Optional.of(directory), ScimException.internal(RandomToken.bits128()))));
    }

    /**
     * What a step has really done that may have been done before, by somebody who ended without a word: a name that is taken
     * since then is ours.
     *
     * @param since when the request was accepted
     */
    BulkResult recovered(BulkPlan.Step step, BulkResult result, Instant since) {
        BulkOperation operation = request.operations().get(step.operation());
        boolean taken = result.status() == CONFLICT
                && result.method().equals(BulkOperation.POST)
                && result.response().map(error -> error.get("scimType")).equals(Optional.of("uniqueness"));
        return taken
                ? note(
                        step.operation(),
                        BulkRetry.find(operation, requests, directory, since).orElse(result))
                : result;
    }

    /** The answer to the client (RFC 7644 §3.7.3): all that was processed, in the order of the request. */
    Map<String, Object> response() {
        return response(Arrays.stream(results)
                .filter(Objects::nonNull)
                .map(BulkResult::toJson)
                .toList());
    }

    static Map<String, Object> response(List<?> operations) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemas", List.of(SCHEMA));
        json.put("Operations", operations);
        return json;
    }

    private BulkResult note(int operation, BulkResult result) {
        BulkResult before = results[operation];
        errors += (result.isError() ? 1 : 0) - (before != null && before.isError() ? 1 : 0);
        results[operation] = result;
        result.bulkId()
                .filter(bulkId -> result.method().equals(BulkOperation.POST) && !result.isError())
                .ifPresent(
                        bulkId -> ids.put(bulkId, Links.idOf(result.location().orElseThrow())));
        return result;
    }

    private BulkResult perform(BulkOperation operation, BulkPlan.Step step) {
        BulkReferences references = new BulkReferences(ids, step.later());
        List<String> path = operation.path().stream().map(references::resolve).toList();
        ScimRequest plain = ScimRequest.of(operation.method(), target(path));
        try {
            operation.flaw().ifPresent(flaw -> {
                throw flaw;
            });
            requireKnown(operation, step.later());
            return result(operation, path, requests.answer(with(plain, operation, references), directory));
        } catch (ScimException refusal) {
            return result(operation, path, requests.refused(plain, Optional.of(directory), refusal));
        }
    }

    private static ScimRequest with(ScimRequest plain, BulkOperation operation, BulkReferences references) {
        ScimRequest withVersion =
                operation.version().map(tag -> plain.header("If-Match", tag)).orElse(plain);
        return operation.method().equals("DELETE")
                ? withVersion
                : withVersion.json(JsonText.bytes(references.now(operation.data())));
    }

    private void requireKnown(BulkOperation operation, Set<String> later) {
        for (String bulkId : operation.references()) {
            if (later.contains(bulkId) || ids.containsKey(bulkId)) {
                continue;
            }
            String name = ScimException.excerpt(bulkId);
            throw request.creators().containsKey(bulkId)
                    ? ScimException.conflict("what the bulkId " + name + " stands for could not be created")
                    : ScimException.invalidValue("no POST of this request has the bulkId " + name);
        }
    }

    /**
     * Adds what the resource was created without. If that is refused, the resource goes again: an operation is done as a whole
     * or not at all.
     */
    private BulkResult complete(BulkOperation operation, BulkPlan.Step step, BulkResult created) {
        String id = Links.idOf(created.location().orElseThrow());
        String target = target(List.of(operation.path().get(0), id));
        // Whoever may create this may create it whole.
        ScimDirectory allowing = directory.with(directory.settings().allowing(EnumSet.allOf(ScimAction.class)));
        Answer added = add(operation, step, target, allowing);
        if (added.status() < BulkResult.FIRST_ERROR) {
            return created.with(added);
        }
        if (added.status() == UNAVAILABLE) {
            return BulkResult.of(operation, added, created.location());
        }
        Answer undone = requests.answer(ScimRequest.of("DELETE", target), allowing);
        boolean gone = undone.status() < BulkResult.FIRST_ERROR;
        if (gone) {
            operation.bulkId().ifPresent(ids::remove);
        }
        return BulkResult.of(operation, added, gone ? Optional.empty() : created.location());
    }

    private Answer add(BulkOperation operation, BulkPlan.Step step, String target, ScimDirectory allowing) {
        ScimRequest patch = ScimRequest.of("PATCH", target);
        try {
            requireKnown(operation, Set.of());
            Map<String, Object> add = new LinkedHashMap<>();
            add.put("op", "add");
            add.put("value", new BulkReferences(ids, step.later()).rest(operation.data()));
            Map<String, Object> body = Map.of("schemas", List.of(PatchRequest.SCHEMA), "Operations", List.of(add));
            return requests.answer(patch.json(JsonText.bytes(body)), allowing);
        } catch (ScimException refusal) {
            return requests.refused(patch, Optional.of(directory), refusal);
        }
    }

    private BulkResult result(BulkOperation operation, List<String> path, Answer answer) {
        Optional<String> location = Optional.ofNullable(answer.headers().get("Location"));
        // RFC 7644 §3.7.3: for all "except for failed POST operations (which have no location)".
        boolean addressed = !operation.method().equals(BulkOperation.POST) && path.size() == 2;
        return BulkResult.of(
                operation,
                answer,
                location.or(() -> addressed ? Optional.of(links.to(path.get(0), path.get(1))) : Optional.empty()));
    }

    private static String target(List<String> path) {
        return "/" + String.join("/", path.stream().map(Links::segment).toList()) + NO_RELATIONS;
    }
}
