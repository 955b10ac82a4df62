package io.ssokit.scim;

import io.ssokit.connection.ScimAction;
import io.ssokit.error.StoreException;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.UserStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code /Groups}. Members are a relation of the store: no change of a group reads them. */
final class Groups implements Resources {
    private final UserStore store;
    private final ResourceType type;
    private final Links links;
    private final Representations representations;
    private final Guards guards;
    private final GroupDrift drift;
    private final ScimAudit audit;
    private final Characteristics characteristics;

    Groups(UserStore store, ResourceTypes types, Links links, Guards guards, GroupDrift drift, ScimAudit audit) {
        this.store = store;
        this.type = types.group();
        this.links = links;
        this.representations = new Representations(types, links);
        this.guards = guards;
        this.drift = drift;
        this.audit = audit;
        this.characteristics = new Characteristics(type);
    }

    @Override
    public Answer create(Exchange exchange) {
        exchange.requireAllowed(ScimAction.CREATE);
        Projection projection = Projection.of(type, exchange.query());
        ResourceBody body = ResourceBody.read(type, exchange.json(), exchange.values());
        Group draft = RecordAttributes.newGroup(exchange.tenant(), characteristics.created(body.attributes()));
        MembershipChange members = body.members().map(MembershipChange::adding).orElse(MembershipChange.NONE);
        guards.create(exchange, draft, members);
        Group created = store.createGroup(draft, members);
        audit.created(exchange, created, members);
        return answer(201, created, projection.withWritten(body::written));
    }

    @Override
    public Answer get(Exchange exchange, String id) {
        Projection projection = Projection.of(type, exchange.query());
        Group group = read(exchange, id);
        exchange.ifMatch().require(group.version());
        return exchange.isKnown(group.version())
                ? Answer.resource(304, links.to(type, id), group.version(), Optional.empty())
                : answer(200, group, projection);
    }

    /** A body that does not speak of members leaves them: clients read groups without members and send them back. */
    @Override
    public Answer replace(Exchange exchange, String id) {
        exchange.requireAllowed(ScimAction.UPDATE);
        ResourceBody body = ResourceBody.read(type, exchange.json(), exchange.values());
        Projection projection = Projection.of(type, exchange.query()).withWritten(body::written);
        MembershipChange members =
                body.members().map(MembershipChange::replacing).orElse(MembershipChange.NONE);
        Precondition precondition = exchange.ifMatch();
        return Attempts.of(precondition, () -> {
            Group before = read(exchange, id);
            precondition.require(before.version());
            Map<String, Object> attributes = new LinkedHashMap<>(RecordAttributes.beyondSchema(type, before));
            attributes.putAll(characteristics.replaced(RecordAttributes.of(before), body.attributes()));
            return answer(
                    200, store(exchange, before, RecordAttributes.apply(before, attributes), members), projection);
        });
    }

    @Override
    public Answer patch(Exchange exchange, String id) {
        exchange.requireAllowed(ScimAction.UPDATE);
        List<PatchStep> all = PatchStep.read(type, exchange.json(), exchange.values());
        List<PatchStep> steps =
                all.stream().filter(step -> !step.isAbout(Members.ATTRIBUTE)).toList();
        MembershipChange members = Members.change(
                all.stream().filter(step -> step.isAbout(Members.ATTRIBUTE)).toList());
        Projection projection = Projection.of(type, exchange.query()).withWritten(() -> PatchStep.written(all));
        Precondition precondition = exchange.ifMatch();
        return Attempts.of(precondition, () -> {
            Group changed = steps.isEmpty() && !members.isEmpty()
                    ? storeMembers(exchange, id, members)
                    : storeSteps(exchange, id, steps, members);
            return patched(exchange, changed, projection);
        });
    }

    @Override
    public Answer delete(Exchange exchange, String id) {
        exchange.requireAllowed(ScimAction.DELETE);
        Precondition precondition = exchange.ifMatch();
        return Attempts.of(precondition, () -> {
            Group group = read(exchange, id);
            precondition.require(group.version());
            guards.delete(exchange, group);
            store.deleteGroup(
                    exchange.tenant(),
                    id,
                    precondition.isVersioned() ? OptionalLong.of(group.version()) : OptionalLong.empty());
            drift.bury(group, false);
            audit.deleted(exchange, group);
            return Answer.noContent();
        });
    }

    private Group storeMembers(Exchange exchange, String id, MembershipChange members) {
        Precondition precondition = exchange.ifMatch();
        OptionalLong expected = precondition.single();
        if (precondition.isVersioned() && expected.isEmpty()) {
            long version = read(exchange, id).version();
            precondition.require(version);
            expected = OptionalLong.of(version);
        }
        Group changed = changeMembers(exchange, id, members, expected);
        audit.updated(exchange, Optional.empty(), changed, members);
        return changed;
    }

    private Group changeMembers(Exchange exchange, String id, MembershipChange members, OptionalLong expected) {
        try {
            return guards.members(
                    exchange, id, members, () -> store.changeMembers(exchange.tenant(), id, members, expected));
        } catch (StoreException.NotFound noGroup) {
            throw drift.missing(exchange.tenant(), id);
        }
    }

    private Group storeSteps(Exchange exchange, String id, List<PatchStep> steps, MembershipChange members) {
        Group before = read(exchange, id);
        exchange.ifMatch().require(before.version());
        Map<String, Object> attributes = RecordAttributes.of(before);
        Group after =
                RecordAttributes.apply(before, characteristics.patched(attributes, ScimPatch.apply(attributes, steps)));
        return store(exchange, before, after, members);
    }

    private Group store(Exchange exchange, Group before, Group after, MembershipChange members) {
        // RFC 7644 §3.5.2.1: what changes nothing does not touch the version either.
        if (after.equals(before) && members.isEmpty()) {
            return before;
        }
        Group stored = guards.change(
                exchange,
                before,
                after,
                members,
                () -> store.replaceGroup(after, members, OptionalLong.of(before.version())));
        audit.updated(exchange, Optional.of(before), stored, members);
        return stored;
    }

    // Entra advises 204, so that nobody has to send a million members back; RFC 7644 §3.5.2 demands 200 if "attributes"
    // is given.
    private Answer patched(Exchange exchange, Group group, Projection projection) {
        return exchange.query().find("attributes").isPresent()
                ? answer(200, group, projection)
                : Answer.resource(204, links.to(type, group.id()), group.version(), Optional.empty());
    }

    private Group read(Exchange exchange, String id) {
        return store.findGroup(exchange.tenant(), id).orElseThrow(() -> drift.missing(exchange.tenant(), id));
    }

    private Answer answer(int status, Group group, Projection projection) {
        return Answer.resource(
                status, links.to(type, group.id()), group.version(), Optional.of(json(group, projection)));
    }

    private JsonObject json(Group group, Projection projection) {
        return representations.group(group, () -> Members.of(store, group), projection);
    }
}
