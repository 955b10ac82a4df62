package io.ssokit.scim;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.Stores;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Nodes of one app with a directory of given settings, on shared stores. */
final class GuardLab {
    static final String TOKEN = "guard-token-0123456789-0123456789-0123456789";

    final Stores stores;
    final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    final ScimEndpoint node;
    final ScimEndpoint otherNode;

    GuardLab(Stores stores, Clock clock, ScimSettings settings) {
        this.stores = stores;
        this.node = node(clock, settings);
        this.otherNode = node(clock, settings);
    }

    ScimEndpoint node(Clock clock, ScimSettings settings) {
        return ScimEndpoint.builder(URI.create(ScimLab.BASE), stores.users(), stores.revocations())
                .directories(List.of(ScimDirectory.of("acme", Secret.of(TOKEN)).with(settings)))
                .audit(List.of(events::add))
                .keeping(stores.scim())
                .clock(clock)
                .build();
    }

    Reply send(String method, String target, String json) {
        return send(node, method, target, json);
    }

    static Reply send(ScimEndpoint to, String method, String target, String json) {
        ScimRequest request = ScimRequest.of(method, target).header("Authorization", "Bearer " + TOKEN);
        return new Reply(to.handle(json.isEmpty() ? request : request.json(ScimLab.json(json))));
    }

    Reply patch(String target, String... operations) {
        return send("PATCH", target, ScimLab.patchOf(operations));
    }

    Reply switchOff(String userId) {
        return switchOff(node, userId);
    }

    static Reply switchOff(ScimEndpoint to, String userId) {
        return send(to, "PATCH", "/Users/" + userId, ScimLab.patchOf("{'op':'replace','path':'active','value':false}"));
    }

    String user(String userName) {
        return send("POST", "/Users", "{'schemas':['" + ScimLab.USER + "'],'userName':'" + userName + "'}")
                .created();
    }

    Reply postGroup(String name, String... members) {
        String ids = String.join(
                ",",
                List.of(members).stream().map(id -> "{'value':'" + id + "'}").toList());
        return send(
                "POST",
                "/Groups",
                "{'schemas':['" + ScimLab.GROUP + "'],'displayName':'" + name + "','members':[" + ids + "]}");
    }

    String group(String name, String... members) {
        return postGroup(name, members).created();
    }

    List<String> names() {
        return events.stream().map(AuditEvent::name).toList();
    }
}
