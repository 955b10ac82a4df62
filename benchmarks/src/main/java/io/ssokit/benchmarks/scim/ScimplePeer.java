package io.ssokit.benchmarks.scim;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.directory.scim.core.json.ObjectMapperFactory;
import org.apache.directory.scim.core.repository.DefaultPatchHandler;
import org.apache.directory.scim.core.repository.Repository;
import org.apache.directory.scim.core.repository.RepositoryRegistry;
import org.apache.directory.scim.core.schema.SchemaRegistry;
import org.apache.directory.scim.server.exception.FilterParseExceptionMapper;
import org.apache.directory.scim.server.exception.ResourceExceptionMapper;
import org.apache.directory.scim.server.exception.ScimExceptionMapper;
import org.apache.directory.scim.server.rest.GroupResourceImpl;
import org.apache.directory.scim.server.rest.ScimJacksonXmlBindJsonProvider;
import org.apache.directory.scim.server.rest.UserResourceImpl;
import org.apache.directory.scim.spec.extension.EnterpriseExtension;
import org.apache.directory.scim.spec.filter.Filter;
import org.apache.directory.scim.spec.filter.FilterExpressions;
import org.apache.directory.scim.spec.filter.FilterResponse;
import org.apache.directory.scim.spec.filter.PageRequest;
import org.apache.directory.scim.spec.filter.SortRequest;
import org.apache.directory.scim.spec.filter.attribute.AttributeReference;
import org.apache.directory.scim.spec.patch.PatchOperation;
import org.apache.directory.scim.spec.resources.GroupMembership;
import org.apache.directory.scim.spec.resources.ScimExtension;
import org.apache.directory.scim.spec.resources.ScimGroup;
import org.apache.directory.scim.spec.resources.ScimResource;
import org.apache.directory.scim.spec.resources.ScimUser;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/**
 * Apache SCIMple on Jersey with repositories like those of its examples, but for what would be unfair: names are unique by a map,
 * and a page is cut behind the filter. Its resources are made by hand, so no CDI container stands in the way.
 */
final class ScimplePeer implements Peer {
    private final SchemaRegistry schemas = new SchemaRegistry();
    private final Memory<ScimUser> users = new Memory<>(
            ScimUser.class, ScimUser.SCHEMA_URI, ScimUser::getUserName, List.of(EnterpriseExtension.class));
    private final Memory<ScimGroup> groups =
            new Memory<>(ScimGroup.class, ScimGroup.SCHEMA_URI, ScimGroup::getDisplayName, List.of());
    private final ResourceConfig application = new ResourceConfig();

    ScimplePeer() {
        RepositoryRegistry repositories = new RepositoryRegistry(schemas);
        repositories.registerRepositories(List.of(users, groups));
        application
                .register(new UserResourceImpl(schemas, repositories))
                .register(new GroupResourceImpl(schemas, repositories))
                .register(new ScimJacksonXmlBindJsonProvider(schemas))
                .register(ScimExceptionMapper.class)
                .register(ResourceExceptionMapper.class)
                .register(FilterParseExceptionMapper.class);
    }

    @Override
    public void users(int count) {
        for (int number = users.order.size(); number < count; number++) {
            try {
                users.create(
                        ObjectMapperFactory.createObjectMapper(schemas).readValue(People.user(number), ScimUser.class));
            } catch (IOException never) {
                throw new UncheckedIOException(never);
            }
        }
    }

    @Override
    public String group(int members) {
        List<GroupMembership> list = new ArrayList<>();
        for (int number = 0; number < members; number++) {
            list.add(new GroupMembership()
                    .setValue(userId(number))
                    .setDisplay(People.displayName(number))
                    .setType(GroupMembership.Type.USER));
        }
        ScimGroup group = new ScimGroup();
        group.setDisplayName("members " + members);
        group.setMembers(list);
        return groups.create(group).getId();
    }

    @Override
    public String userId(int number) {
        return number < users.order.size() ? users.order.get(number) : new UUID(0, number).toString();
    }

    @Override
    public Servlet servlet() {
        return new ServletContainer(application);
    }

    private final class Memory<T extends ScimResource> implements Repository<T> {
        final List<String> order = new ArrayList<>();
        private final Map<String, T> byId = new ConcurrentHashMap<>();
        private final Map<String, String> names = new ConcurrentHashMap<>();
        private final Class<T> type;
        private final String schema;
        private final Function<T, String> name;
        private final List<Class<? extends ScimExtension>> extensions;

        Memory(
                Class<T> type,
                String schema,
                Function<T, String> name,
                List<Class<? extends ScimExtension>> extensions) {
            this.type = type;
            this.schema = schema;
            this.name = name;
            this.extensions = extensions;
        }

        @Override
        public Class<T> getResourceClass() {
            return type;
        }

        @Override
        public T create(T resource) {
            String id = UUID.randomUUID().toString();
            if (names.putIfAbsent(name.apply(resource), id) != null) {
                throw new IllegalStateException("taken");
            }
            resource.setId(id);
            byId.put(id, resource);
            synchronized (order) {
                order.add(id);
            }
            return resource;
        }

        @Override
        public T update(
                String id,
                String version,
                T resource,
                Set<AttributeReference> included,
                Set<AttributeReference> excluded) {
            byId.put(id, resource);
            return resource;
        }

        @Override
        public T patch(
                String id,
                String version,
                List<PatchOperation> operations,
                Set<AttributeReference> included,
                Set<AttributeReference> excluded) {
            T changed = new DefaultPatchHandler(schemas).apply(byId.get(id), operations);
            byId.put(id, changed);
            return changed;
        }

        @Override
        public T get(String id) {
            return byId.get(id);
        }

        @Override
        public void delete(String id) {
            byId.remove(id);
        }

        @Override
        public FilterResponse<T> find(Filter filter, PageRequest page, SortRequest sort) {
            List<String> ids;
            synchronized (order) {
                ids = filter == null
                        ? List.copyOf(order.subList(from(page), Math.min(from(page) + count(page), order.size())))
                        : List.copyOf(order);
            }
            Stream<T> all = ids.stream().map(byId::get);
            if (filter == null) {
                return new FilterResponse<>(all.toList(), page, order.size());
            }
            List<T> matching = all.filter(FilterExpressions.inMemory(filter, schemas.getSchema(schema))::test)
                    .toList();
            List<T> cut = matching.stream().skip(from(page)).limit(count(page)).toList();
            return new FilterResponse<>(cut, page, matching.size());
        }

        private int from(PageRequest page) {
            return page.getStartIndex() == null ? 0 : page.getStartIndex() - 1;
        }

        private int count(PageRequest page) {
            return page.getCount() == null ? 100 : page.getCount();
        }

        @Override
        public List<Class<? extends ScimExtension>> getExtensionList() {
            return extensions;
        }
    }
}
