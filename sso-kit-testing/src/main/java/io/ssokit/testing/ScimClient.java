package io.ssokit.testing;

import io.ssokit.testing.ScimDialect.Trait;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A SCIM 2.0 client (RFC 7644) that can word its requests as Okta, Entra ID, OneLogin and others do. Immutable and thread-safe.
 *
 * <p>The methods in the upper half send what they are told. Those in the lower half say what an identity provider wants
 * ({@code deactivate}, {@code addMembers}); how that looks on the wire is the {@link ScimDialect}'s business.
 *
 * <pre>{@code
 * ScimClient okta = ScimClient.of(URI.create("http://127.0.0.1:8080/scim/v2"), token).as(ScimDialect.OKTA);
 * String id = okta.createUser("alice@example.com", Map.of()).orThrow().id();
 * okta.deactivate(id).orThrow();
 * }</pre>
 */
public final class ScimClient {
    private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String base;
    private final ScimDialect dialect;
    private final Map<String, String> headers;

    private ScimClient(String base, ScimDialect dialect, Map<String, String> headers) {
        this.base = base;
        this.dialect = dialect;
        this.headers = headers;
    }

    /** A client of the server at that base URL (a trailing slash does not matter) with that bearer token. */
    public static ScimClient of(URI base, String bearerToken) {
        return anonymous(base).withHeader("Authorization", "Bearer " + bearerToken);
    }

    /** A client without a token. */
    public static ScimClient anonymous(URI base) {
        return new ScimClient(base.toString().replaceAll("/+$", ""), ScimDialect.RFC, Map.of());
    }

    /** The same client with another way of wording things. */
    public ScimClient as(ScimDialect newDialect) {
        return new ScimClient(base, newDialect, headers);
    }

    /** The same client with one more request header, for example {@code If-Match}; the last value of a name counts. */
    public ScimClient withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ScimClient(base, dialect, more);
    }

    /**
     * GETs a path below the base URL, query included, already encoded: {@code Users/2819?attributes=userName}. A slash at its
     * beginning changes nothing, here and in the other requests.
     */
    public ScimReply get(String path) {
        return send("GET", path, null);
    }

    /** POSTs a resource to {@code Users} or {@code Groups}. */
    public ScimReply create(String type, Map<String, ?> resource) {
        return send("POST", type, Json.write(resource));
    }

    /** PUTs a resource, for example to {@code Users/2819}. */
    public ScimReply put(String path, Map<String, ?> resource) {
        return send("PUT", path, Json.write(resource));
    }

    /** PATCHes with operations exactly as given (RFC 7644 §3.5.2); see {@link #operation}. */
    public ScimReply patch(String path, List<? extends Map<String, ?>> operations) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("schemas", List.of(PATCH));
        message.put("Operations", operations);
        return send("PATCH", path, Json.write(message));
    }

    /** DELETEs a resource. */
    public ScimReply delete(String path) {
        return send("DELETE", path, null);
    }

    /** One page of a list; the filter is as in RFC 7644 §3.4.2.2, unencoded, or null; startIndex counts from 1. */
    public ScimReply list(String type, @Nullable String filter, int startIndex, int count) {
        String condition = filter == null ? "" : "filter=" + dialect.encoded(filter) + "&";
        return get(type + "?" + condition + "startIndex=" + startIndex + "&count=" + count);
    }

    /** One operation for {@link #patch}; a null path or value is left out. */
    public static Map<String, Object> operation(String op, @Nullable String path, @Nullable Object value) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("op", op);
        if (path != null) {
            operation.put("path", path);
        }
        if (value != null) {
            operation.put("value", value);
        }
        return operation;
    }

    /** Sends any body, well-formed or not; null sends none. */
    public ScimReply send(String method, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(base + (path.startsWith("/") ? "" : "/") + path))
                .timeout(TIMEOUT)
                .setHeader("Accept", dialect.accept())
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.setHeader("Content-Type", dialect.contentType());
        }
        headers.forEach(request::setHeader);
        HttpResponse<String> response = Http.send(request.build());
        return new ScimReply(response.statusCode(), Http.lowerCase(response.headers()), response.body());
    }

    /**
     * Tests the connection as the provider's administration does: by asking for somebody who does not exist, or, as JumpCloud
     * does, by creating and deleting a user and a group. The answer to the last request.
     */
    public ScimReply testConnection() {
        if (!dialect.has(Trait.TESTS_BY_CREATING)) {
            return lookUp("nobody-" + UUID.randomUUID() + "@example.com");
        }
        String name = "test-" + UUID.randomUUID();
        ScimReply user = createUser(name + "@example.com", Map.of());
        ScimReply group = user.isSuccess() ? createGroup(name) : user;
        if (!group.isSuccess()) {
            return group;
        }
        ScimReply deleted = delete("Groups/" + group.id());
        return deleted.isSuccess() ? delete("Users/" + user.id()) : deleted;
    }

    /**
     * The whole life of a person and a group as the provider plays it: test, create, look up, update, switch off and on, members
     * in and out, rename, delete. What the provider would leave behind is deleted at the end, so it can be done again.
     *
     * @param userName of nobody yet, an e-mail address
     * @param groupName of no group yet
     * @return every step and what was wrong with it; nothing is thrown for what the server answers
     */
    public ScimLife provision(String userName, String groupName) {
        return new LifeCycle(this, userName, groupName).play();
    }

    /** Creates an active user with a primary work e-mail equal to the user name, and these further attributes. */
    public ScimReply createUser(String userName, Map<String, ?> attributes) {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("schemas", List.of(USER));
        user.put("userName", userName);
        user.put("active", true);
        user.put("emails", List.of(Map.of("value", userName, "type", "work", "primary", true)));
        if (dialect.has(Trait.PASSWORD_AND_GROUPS)) {
            user.put("password", "1mz050nq"); // Okta sends one even when passwords are not synchronised
            user.put("groups", List.of());
        }
        user.putAll(attributes);
        return create("Users", user);
    }

    /** Creates a group with these members. */
    public ScimReply createGroup(String displayName, String... userIds) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("schemas", List.of(GROUP));
        group.put("displayName", displayName);
        if (userIds.length > 0) {
            group.put("members", dialect.members(userIds));
        }
        return create("Groups", group);
    }

    /** The user of that name, or with that address if the provider looks people up so, if there is exactly such a one. */
    public Optional<Map<String, Object>> findUser(String userName) {
        return lookUp(userName).orThrow().resources().stream().findFirst();
    }

    /** The group of that name. */
    public Optional<Map<String, Object>> findGroup(String displayName) {
        String filter = dialect.has(Trait.LISTS_GROUPS) ? null : "displayName eq " + quoted(displayName);
        String type = dialect.has(Trait.WITHOUT_MEMBERS) ? "Groups?excludedAttributes=members&" : "Groups?";
        String condition = filter == null ? "" : "filter=" + dialect.encoded(filter) + "&";
        return get(type + condition + "startIndex=1&count=100").orThrow().resources().stream()
                .filter(group -> displayName.equals(group.get("displayName")))
                .findFirst();
    }

    /** Makes a user inactive. */
    public ScimReply deactivate(String userId) {
        return activate(userId, false);
    }

    /** Makes a user active again. */
    public ScimReply reactivate(String userId) {
        return activate(userId, true);
    }

    /** Gives attributes of a user new values; names may be dotted or begin with a schema's URN. */
    public ScimReply replace(String userId, Map<String, ?> attributes) {
        String path = "Users/" + userId;
        return dialect.has(Trait.PUTS_USERS) ? putBack(path, attributes) : patch(path, dialect.replacement(attributes));
    }

    /** Gives a group another name. */
    public ScimReply rename(String groupId, String displayName) {
        String path = "Groups/" + groupId;
        return dialect.has(Trait.PUTS_GROUPS)
                ? putBack(path, Map.of("displayName", displayName))
                : patch(path, dialect.rename(groupId, displayName));
    }

    /** Adds members to a group. */
    public ScimReply addMembers(String groupId, String... userIds) {
        if (!dialect.sendsWholeMembership()) {
            return patch("Groups/" + groupId, dialect.addition(userIds));
        }
        Set<String> members = membersOf(groupId);
        members.addAll(List.of(userIds));
        return replaceMembers(groupId, members.toArray(String[]::new));
    }

    /** Removes members from a group. */
    public ScimReply removeMembers(String groupId, String... userIds) {
        if (!dialect.sendsWholeMembership()) {
            return patch("Groups/" + groupId, dialect.removal(userIds));
        }
        Set<String> members = membersOf(groupId);
        members.removeAll(List.of(userIds));
        return replaceMembers(groupId, members.toArray(String[]::new));
    }

    /** Makes these the only members of a group. */
    public ScimReply replaceMembers(String groupId, String... userIds) {
        String path = "Groups/" + groupId;
        return dialect.has(Trait.PUTS_GROUPS)
                ? putBack(path, Map.of("members", dialect.members(userIds)))
                : patch(path, dialect.membership(userIds));
    }

    /** The ids of a group's members as the server shows them. */
    public Set<String> membersOf(String groupId) {
        Set<String> ids = new LinkedHashSet<>();
        if (get("Groups/" + groupId).orThrow().json().get("members") instanceof List<?> members) {
            members.forEach(member -> ids.add(String.valueOf(((Map<?, ?>) member).get("value"))));
        }
        return ids;
    }

    ScimDialect dialect() {
        return dialect;
    }

    private ScimReply lookUp(String userName) {
        String attribute = dialect.has(Trait.EMAIL_LOOKUP) ? "emails" : "userName";
        return list("Users", attribute + " eq " + quoted(userName), 1, 100);
    }

    private ScimReply activate(String userId, boolean active) {
        String path = "Users/" + userId;
        return dialect.has(Trait.PUTS_ACTIVE)
                ? putBack(path, Map.of("active", active))
                : patch(path, dialect.activation(active));
    }

    /** GET, change, PUT: what the server gave comes back with what it cannot change. */
    private ScimReply putBack(String path, Map<String, ?> changes) {
        ScimReply current = get(path);
        if (!current.isSuccess()) {
            return current;
        }
        Map<String, Object> resource = new LinkedHashMap<>(current.json());
        changes.forEach((name, value) -> set(resource, name, value));
        return put(path, resource);
    }

    private static void set(Map<String, Object> resource, String name, @Nullable Object value) {
        int colon = name.lastIndexOf(':');
        int dot = name.indexOf('.', colon + 1);
        int end = colon > 0 ? colon : dot;
        if (end < 0) {
            resource.put(name, value);
            return;
        }
        Map<String, Object> inner = new LinkedHashMap<>();
        if (resource.get(name.substring(0, end)) instanceof Map<?, ?> there) {
            there.forEach((key, old) -> inner.put(String.valueOf(key), old));
        }
        set(inner, name.substring(end + 1), value);
        resource.put(name.substring(0, end), inner);
    }

    private static String quoted(String text) {
        return Json.write(text); // RFC 7644 §3.4.2.2: compValue is a JSON string
    }
}
