package io.ssokit.benchmarks.scim;

import de.captaingoldfish.scim.sdk.common.constants.enums.HttpMethod;
import de.captaingoldfish.scim.sdk.common.constants.enums.SortOrder;
import de.captaingoldfish.scim.sdk.common.exceptions.ConflictException;
import de.captaingoldfish.scim.sdk.common.resources.Group;
import de.captaingoldfish.scim.sdk.common.resources.ResourceNode;
import de.captaingoldfish.scim.sdk.common.resources.ServiceProvider;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.complex.FilterConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.Meta;
import de.captaingoldfish.scim.sdk.common.resources.complex.PatchConfig;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.Member;
import de.captaingoldfish.scim.sdk.common.response.ScimResponse;
import de.captaingoldfish.scim.sdk.common.schemas.SchemaAttribute;
import de.captaingoldfish.scim.sdk.common.utils.JsonHelper;
import de.captaingoldfish.scim.sdk.server.endpoints.Context;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceEndpoint;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceHandler;
import de.captaingoldfish.scim.sdk.server.endpoints.base.GroupEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.endpoints.base.UserEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.filter.FilterNode;
import de.captaingoldfish.scim.sdk.server.filter.resources.FilterResourceResolver;
import de.captaingoldfish.scim.sdk.server.response.PartialListResponse;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Captain-P-Goldfish's SCIM-SDK with handlers like those of its samples; filters are its own, over all users. */
final class ScimSdkPeer implements Peer {
    private final Handler<User> users = new UserHandler();
    private final Handler<Group> groups = new GroupHandler();
    private final ResourceEndpoint endpoint;

    ScimSdkPeer() {
        endpoint = new ResourceEndpoint(ServiceProvider.builder()
                .patchConfig(PatchConfig.builder().supported(true).build())
                .filterConfig(
                        FilterConfig.builder().supported(true).maxResults(200).build())
                .lenientContentTypeChecking(true)
                .build());
        endpoint.registerEndpoint(new UserEndpointDefinition(users));
        endpoint.registerEndpoint(new GroupEndpointDefinition(groups));
    }

    @Override
    public void users(int count) {
        for (int number = users.order.size(); number < count; number++) {
            users.createResource(JsonHelper.readJsonDocument(People.user(number), User.class), null);
        }
    }

    @Override
    public String group(int members) {
        List<Member> list = new ArrayList<>();
        for (int number = 0; number < members; number++) {
            list.add(Member.builder()
                    .value(userId(number))
                    .display(People.displayName(number))
                    .type("User")
                    .build());
        }
        Group group =
                Group.builder().displayName("members " + members).members(list).build();
        return groups.createResource(group, null).getId().orElseThrow();
    }

    @Override
    public String userId(int number) {
        return number < users.order.size() ? users.order.get(number) : new UUID(0, number).toString();
    }

    @Override
    public Servlet servlet() {
        return new Endpoint();
    }

    /** Types of its own, for the SDK reads the type parameter of the class. */
    private static final class UserHandler extends Handler<User> {
        UserHandler() {
            super(user -> user.getUserName().orElseThrow());
        }
    }

    private static final class GroupHandler extends Handler<Group> {
        GroupHandler() {
            super(group -> group.getDisplayName().orElseThrow());
        }
    }

    private abstract static class Handler<T extends ResourceNode> extends ResourceHandler<T> {
        final Map<String, T> byId = new ConcurrentHashMap<>();
        final Map<String, String> names = new ConcurrentHashMap<>();
        final List<String> order = new ArrayList<>();
        private final Function<T, String> name;

        Handler(Function<T, String> name) {
            this.name = name;
        }

        @Override
        public T createResource(T resource, Context context) {
            String id = UUID.randomUUID().toString();
            if (names.putIfAbsent(name.apply(resource), id) != null) {
                throw new ConflictException("taken");
            }
            resource.setId(id);
            Instant now = Instant.now();
            if (resource.getMeta().isEmpty()) {
                resource.setMeta(new Meta());
            }
            resource.getMeta().orElseThrow().setCreated(now);
            resource.getMeta().orElseThrow().setLastModified(now);
            byId.put(id, resource);
            synchronized (order) {
                order.add(id);
            }
            return resource;
        }

        @Override
        public T getResource(
                String id, List<SchemaAttribute> attributes, List<SchemaAttribute> excluded, Context context) {
            return byId.get(id);
        }

        @Override
        public PartialListResponse<T> listResources(
                long startIndex,
                int count,
                FilterNode filter,
                SchemaAttribute sortBy,
                SortOrder sortOrder,
                List<SchemaAttribute> attributes,
                List<SchemaAttribute> excluded,
                Context context) {
            List<T> all = new ArrayList<>();
            int total;
            synchronized (order) {
                int from = filter == null ? (int) Math.min(startIndex - 1, order.size()) : 0;
                int to = filter == null ? Math.min(from + count, order.size()) : order.size();
                order.subList(from, to).forEach(id -> all.add(byId.get(id)));
                total = order.size();
            }
            if (filter == null) {
                return page(all, total);
            }
            List<T> matching = FilterResourceResolver.filterResources(getServiceProvider(), all, filter);
            int from = (int) Math.min(startIndex - 1, matching.size());
            return page(matching.subList(from, Math.min(from + count, matching.size())), matching.size());
        }

        private PartialListResponse<T> page(List<T> resources, int total) {
            return PartialListResponse.<T>builder()
                    .resources(resources)
                    .totalResults(total)
                    .build();
        }

        @Override
        public T updateResource(T resource, Context context) {
            resource.getMeta().ifPresent(meta -> meta.setLastModified(Instant.now()));
            byId.put(resource.getId().orElseThrow(), resource);
            return resource;
        }

        @Override
        public void deleteResource(String id, Context context) {
            byId.remove(id);
        }
    }

    private final class Endpoint extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
            String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> headers = new HashMap<>();
            request.getHeaderNames().asIterator().forEachRemaining(name -> headers.put(name, request.getHeader(name)));
            ScimResponse answer = endpoint.handleRequest(
                    "http://127.0.0.1" + request.getRequestURI() + query,
                    HttpMethod.valueOf(request.getMethod()),
                    body.isEmpty() ? null : body,
                    headers,
                    new Context(null));
            response.setStatus(answer.getHttpStatus());
            answer.getHttpHeaders().forEach(response::setHeader);
            byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        }
    }
}
