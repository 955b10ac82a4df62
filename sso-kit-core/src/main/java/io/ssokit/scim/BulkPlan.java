package io.ssokit.scim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * In which order a bulk request is worked off: as written, but what an operation refers to is made before it. Where two refer
 * to each other, one is made without the reference and gets it afterwards (RFC 7644 §3.7.1). The same request always has the
 * same plan.
 */
final class BulkPlan {
    /**
     * One step. Immutable.
     *
     * @param operation its index in the request
     * @param later bulkIds of what comes after this step, or came after the step that this one completes
     * @param completes whether it adds what an earlier step of the same operation has left out
     */
    record Step(int operation, Set<String> later, boolean completes) {}

    private enum State {
        NEW,
        OPEN,
        DONE
    }

    /** An operation whose references are being visited. */
    private record Visit(int operation, Iterator<String> references, Set<String> later) {}

    private final BulkRequest request;
    private final List<State> states = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    private BulkPlan(BulkRequest request) {
        this.request = request;
        request.operations().forEach(operation -> states.add(State.NEW));
    }

    static List<Step> of(BulkRequest request) {
        BulkPlan plan = new BulkPlan(request);
        for (int i = 0; i < request.operations().size(); i++) {
            if (plan.states.get(i) == State.NEW) {
                plan.visit(i);
            }
        }
        return plan.steps;
    }

    /** Depth first, without recursion: a chain may be as long as the request. */
    private void visit(int root) {
        int first = steps.size();
        Deque<Visit> open = new ArrayDeque<>();
        open.push(begin(root));
        while (!open.isEmpty()) {
            Visit visit = open.element();
            if (visit.references().hasNext()) {
                String bulkId = visit.references().next();
                follow(visit, bulkId).ifPresent(open::push);
            } else {
                open.pop();
                states.set(visit.operation(), State.DONE);
                steps.add(new Step(visit.operation(), visit.later(), false));
            }
        }
        List<Step> incomplete = steps.subList(first, steps.size()).stream()
                .filter(step -> !step.later().isEmpty())
                .toList();
        incomplete.forEach(step -> steps.add(new Step(step.operation(), step.later(), true)));
    }

    private Optional<Visit> follow(Visit visit, String bulkId) {
        Integer creator = request.creators().get(bulkId);
        if (creator == null || states.get(creator) == State.DONE) {
            return Optional.empty();
        }
        if (states.get(creator) == State.OPEN) {
            visit.later().add(bulkId);
            return Optional.empty();
        }
        return Optional.of(begin(creator));
    }

    private Visit begin(int operation) {
        states.set(operation, State.OPEN);
        Set<String> references = request.operations().get(operation).references();
        return new Visit(operation, references.iterator(), new HashSet<>());
    }
}
