package io.ssokit.benchmarks.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.GenericScimResource;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import com.unboundid.scim2.common.exceptions.ResourceConflictException;
import com.unboundid.scim2.common.exceptions.ResourceNotFoundException;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.messages.PatchRequest;
import com.unboundid.scim2.common.utils.FilterEvaluator;
import com.unboundid.scim2.common.utils.JsonUtils;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * UnboundID's scim2-sdk-common with a map, written by hand, for its server module of this version is not on Maven Central. It
 * sees to what every server must: a required, unique user name (without regard to case), {@code id} and {@code meta}, whole
 * changes (of a copy) and the time of the last one. It checks less than the others: no schema, no types, no readOnly
 * attributes, no projection, no versions, no log.
 */
final class UnboundIdPeer implements Peer {
    private static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    /** Users or groups, in order of creation. */
    private static final class Store {
        final Map<String, ObjectNode> byId = new ConcurrentHashMap<>();
        final Map<String, String> names = new ConcurrentHashMap<>();
        final List<String> order = new ArrayList<>();

        String create(String type, String name, ObjectNode resource) throws ScimException {
            String id = UUID.randomUUID().toString();
            if (names.putIfAbsent(key(name), id) != null) {
                throw new ResourceConflictException("taken: " + name, ResourceConflictException.UNIQUENESS);
            }
            String now = Instant.now().toString();
            resource.put("id", id);
            resource.putObject("meta")
                    .put("resourceType", type)
                    .put("created", now)
                    .put("lastModified", now)
                    .put("location", "http://127.0.0.1" + ScimServer.BASE + "/" + type + "s/" + id);
            byId.put(id, resource);
            synchronized (order) {
                order.add(id);
            }
            return id;
        }

        /** RFC 7643 §4.1.1: user names are unique without regard to case. */
        private static String key(String name) {
            return name.toLowerCase(Locale.ROOT);
        }

        ObjectNode find(String id) throws ScimException {
            ObjectNode found = byId.get(id);
            if (found == null) {
                throw new ResourceNotFoundException(id);
            }
            return found;
        }

        /** Puts a changed copy in the place of what there was. */
        void replace(String id, ObjectNode before, ObjectNode changed, String nameAttribute) throws ScimException {
            String oldKey = key(before.get(nameAttribute).asText());
            String newKey = key(name(changed, nameAttribute));
            if (!newKey.equals(oldKey)) {
                if (names.putIfAbsent(newKey, id) != null) {
                    throw new ResourceConflictException("taken: " + newKey, ResourceConflictException.UNIQUENESS);
                }
                names.remove(oldKey);
            }
            ((ObjectNode) changed.get("meta")).put("lastModified", Instant.now().toString());
            byId.put(id, changed);
        }

        static String name(ObjectNode resource, String attribute) throws ScimException {
            JsonNode name = resource.get(attribute);
            if (name == null || !name.isTextual() || name.asText().isBlank()) {
                throw BadRequestException.invalidValue(attribute + " is required");
            }
            return name.asText();
        }

        List<ObjectNode> all() {
            synchronized (order) {
                return order.stream().map(byId::get).toList();
            }
        }

        List<ObjectNode> page(int start, int count) {
            synchronized (order) {
                int from = Math.min(start - 1, order.size());
                return order.subList(from, Math.min(from + count, order.size())).stream()
                        .map(byId::get)
                        .toList();
            }
        }
    }

    private final Store users = new Store();
    private final Store groups = new Store();

    @Override
    public void users(int count) {
        for (int number = users.order.size(); number < count; number++) {
            try {
                users.create("User", People.userName(number), (ObjectNode)
                        JsonUtils.getObjectReader().readTree(People.user(number)));
            } catch (IOException | ScimException never) {
                throw new IllegalStateException(never);
            }
        }
    }

    @Override
    public String group(int members) {
        ObjectNode group = JsonUtils.getJsonNodeFactory().objectNode();
        group.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Group");
        group.put("displayName", "members " + members);
        ArrayNode list = group.putArray("members");
        for (int number = 0; number < members; number++) {
            list.addObject().put("value", userId(number)).put("display", People.displayName(number));
        }
        try {
            return groups.create("Group", "members " + members, group);
        } catch (ScimException never) {
            throw new IllegalStateException(never);
        }
    }

    @Override
    public String userId(int number) {
        return number < users.order.size() ? users.order.get(number) : new UUID(0, number).toString();
    }

    @Override
    public Servlet servlet() {
        return new Endpoint();
    }

    private final class Endpoint extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String[] path = request.getPathInfo().substring(1).split("/");
            Store store = path[0].equals("Users") ? users : groups;
            try {
                if (request.getMethod().equals("POST")) {
                    create(store, request, response);
                } else if (request.getMethod().equals("PATCH")) {
                    patch(store, path[1], request, response);
                } else if (path.length == 2) {
                    send(response, 200, store.find(path[1]));
                } else {
                    list(store, request, response);
                }
            } catch (ScimException refusal) {
                response.sendError(refusal.getScimError().getStatus(), refusal.getMessage());
            }
        }

        private void create(Store store, HttpServletRequest request, HttpServletResponse response)
                throws IOException, ScimException {
            ObjectNode resource = (ObjectNode) JsonUtils.getObjectReader().readTree(request.getInputStream());
            store.create("User", Store.name(resource, "userName"), resource);
            response.setHeader("Location", resource.get("meta").get("location").asText());
            send(response, 201, resource);
        }

        private void patch(Store store, String id, HttpServletRequest request, HttpServletResponse response)
                throws IOException, ScimException {
            PatchRequest patch =
                    JsonUtils.getObjectReader().forType(PatchRequest.class).readValue(request.getInputStream());
            synchronized (store) {
                ObjectNode before = store.find(id);
                ObjectNode changed = before.deepCopy();
                patch.apply(new GenericScimResource(changed));
                store.replace(id, before, changed, store == users ? "userName" : "displayName");
                if (store == users) {
                    send(response, 200, changed);
                } else {
                    response.setStatus(204);
                }
            }
        }

        private void list(Store store, HttpServletRequest request, HttpServletResponse response)
                throws IOException, ScimException {
            int start = number(request, "startIndex", 1);
            int count = number(request, "count", 100);
            List<ObjectNode> page;
            int total;
            if (request.getParameter("filter") == null) {
                total = store.order.size();
                page = store.page(start, count);
            } else {
                Filter filter = Filter.fromString(request.getParameter("filter"));
                List<ObjectNode> matching = new ArrayList<>();
                for (ObjectNode one : store.all()) {
                    if (FilterEvaluator.evaluate(filter, one)) {
                        matching.add(one);
                    }
                }
                total = matching.size();
                page = matching.stream().skip(start - 1L).limit(count).toList();
            }
            ObjectNode answer = JsonUtils.getJsonNodeFactory().objectNode();
            answer.putArray("schemas").add(LIST);
            answer.put("totalResults", total).put("startIndex", start).put("itemsPerPage", page.size());
            answer.putArray("Resources").addAll(page);
            send(response, 200, answer);
        }

        private static int number(HttpServletRequest request, String name, int absent) {
            String text = request.getParameter(name);
            return text == null ? absent : Integer.parseInt(text);
        }

        private static void send(HttpServletResponse response, int status, ObjectNode body) throws IOException {
            response.setStatus(status);
            response.setContentType("application/scim+json");
            byte[] bytes = JsonUtils.getObjectWriter().writeValueAsBytes(body);
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        }
    }
}
