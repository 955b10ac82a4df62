package io.ssokit.scim;

import io.ssokit.connection.ScimAction;
import io.ssokit.connection.Secret;
import io.ssokit.session.SessionRevocations;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import io.ssokit.user.UserStore.Origin;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code /Users}. */
final class Users implements Resources {

    private final UserStore store;
    private final SessionRevocations revocations;
    private final Clock clock;
    private final ResourceType type;
    private final Links links;
    private final Representations representations;
    private final Guards guards;
    private final ScimAudit audit;
    private final Characteristics characteristics;
    private final Passwords passwords;
    private final Adoption adoption;

    Users(
            UserStore store,
            SessionRevocations revocations,
            Clock clock,
            ResourceTypes types,
            Links links,
            Guards guards,
            ScimAudit audit,
            Passwords passwords,
            Adoption adoption) {
        this.store = store;
        this.revocations = revocations;
        this.clock = clock;
        this.type = types.user();
        this.links = links;
        this.representations = new Representations(types, links);
        this.guards = guards;
        this.audit = audit;
        this.passwords = passwords;
        this.characteristics = new Characteristics(type);
        this.adoption = adoption;
    }

    @Override
    public Answer create(Exchange exchange) {
        exchange.requireAllowed(ScimAction.CREATE);
        Projection projection = Projection.of(type, exchange.query());
        Map<String, @Nullable Object> json = exchange.json();
        ResourceBody body = ResourceBody.read(type, json, exchange.values());
        User draft = adoption.marked(
                RecordAttributes.newUser(exchange.tenant(), characteristics.created(body.attributes())));
        guards.create(exchange, draft);
        User created = adoption.stored(draft, store.create(draft, Origin.PROVISIONING));
        audit.created(exchange, created);
        passwords.set(created, Passwords.in(type, json));
        return answer(201, created, projection.withWritten(body::written));
    }

    @Override
    public Answer get(Exchange exchange, String id) {
        Projection projection = Projection.of(type, exchange.query());
        User user = read(exchange, id);
        exchange.ifMatch().require(user.version());
        return exchange.isKnown(user.version())
                ? Answer.resource(304, links.to(type, id), user.version(), Optional.empty())
                : answer(200, user, projection);
    }

    @Override
    public Answer replace(Exchange exchange, String id) {
        exchange.requireAllowed(ScimAction.UPDATE);
        Map<String, @Nullable Object> json = exchange.json();
        ResourceBody body = ResourceBody.read(type, json, exchange.values());
        return change(exchange, id, body::written, Passwords.in(type, json), user -> {
            Map<String, Object> attributes = new LinkedHashMap<>(RecordAttributes.beyondSchema(type, user));
            attributes.putAll(characteristics.replaced(RecordAttributes.of(user), body.attributes()));
            return RecordAttributes.apply(user, attributes);
        });
    }

    @Override
    public Answer patch(Exchange exchange, String id) {
        exchange.requireAllowed(ScimAction.UPDATE);
        List<PatchOperation> operations = PatchRequest.operations(type, exchange.json(), exchange.values());
        List<PatchStep> steps = PatchStep.compile(type, operations, exchange.values());
        return change(exchange, id, () -> PatchStep.written(steps), Passwords.in(type, operations), user -> {
            Map<String, Object> before = RecordAttributes.of(user);
            return RecordAttributes.apply(user, characteristics.patched(before, ScimPatch.apply(before, steps)));
        });
    }

    @Override
    public Answer delete(Exchange exchange, String id) {
        exchange.requireAllowed(ScimAction.DELETE);
        Precondition precondition = exchange.ifMatch();
        return Attempts.of(precondition, () -> {
            User user = read(exchange, id);
            precondition.require(user.version());
            OptionalLong version = precondition.isVersioned() ? OptionalLong.of(user.version()) : OptionalLong.empty();
            return guards.delete(exchange, user, () -> {
                endSessions(user);
                store.delete(exchange.tenant(), id, version);
                endSessions(user);
                audit.deleted(exchange, user);
                return Answer.noContent();
            });
        });
    }

    private Answer change(
            Exchange exchange,
            String id,
            Supplier<Set<String>> written,
            Optional<Secret> password,
            UnaryOperator<User> change) {
        Projection projection = Projection.of(type, exchange.query()).withWritten(written);
        Precondition precondition = exchange.ifMatch();
        return Attempts.of(precondition, () -> {
            User before = read(exchange, id);
            precondition.require(before.version());
            guards.touch(exchange, before);
            User after = adoption.marked(change.apply(before));
            // RFC 7644 §3.5.2.1: what changes nothing does not touch the version either.
            User stored = after.equals(before)
                    ? before
                    : guards.change(exchange, before, after, () -> store(exchange, before, after));
            if (!stored.active()) {
                endSessions(stored);
            }
            passwords.set(stored, password);
            return answer(200, stored, projection);
        });
    }

    private User store(Exchange exchange, User before, User after) {
        boolean switchedOff = before.active() && !after.active();
        if (switchedOff) {
            endSessions(before);
        }
        adoption.before(before, after);
        User stored = adoption.stored(after, store.replace(after, OptionalLong.of(before.version())));
        adoption.behind(before, after);
        audit.updated(exchange, before, stored);
        return stored;
    }

    /**
     * Before the change is stored: if that fails, somebody signs in once more; the other way round they would stay signed
     * in. And again behind it, for a sign-in that began in between has still read the person as active. A client that
     * repeats a change whose second half has failed gets it done, although nothing is left to store.
     */
    private void endSessions(User user) {
        revocations.revoke(user.tenant(), user.id(), clock.instant());
    }

    private User read(Exchange exchange, String id) {
        return store.find(exchange.tenant(), id)
                .orElseThrow(() -> ScimException.notFound("user " + ScimException.excerpt(id)));
    }

    private Answer answer(int status, User user, Projection projection) {
        return Answer.resource(status, links.to(type, user.id()), user.version(), Optional.of(json(user, projection)));
    }

    private JsonObject json(User user, Projection projection) {
        return representations.user(user, () -> store.groupsOf(user.tenant(), user.id()), projection);
    }
}
