package io.ssokit.it.peers;

import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.identityconnectors.framework.api.APIConfiguration;
import org.identityconnectors.framework.api.ConfigurationProperties;
import org.identityconnectors.framework.api.ConnectorFacade;
import org.identityconnectors.framework.api.ConnectorFacadeFactory;
import org.identityconnectors.framework.api.ConnectorInfoManagerFactory;
import org.identityconnectors.framework.common.objects.Attribute;
import org.identityconnectors.framework.common.objects.AttributeDelta;
import org.identityconnectors.framework.common.objects.ConnectorObject;
import org.identityconnectors.framework.common.objects.ObjectClass;
import org.identityconnectors.framework.common.objects.OperationOptions;
import org.identityconnectors.framework.common.objects.OperationOptionsBuilder;
import org.identityconnectors.framework.common.objects.Uid;
import org.identityconnectors.framework.common.objects.filter.Filter;

/**
 * The SCIM connector that Apache Syncope and midPoint provision with, loaded the way they load it: as a ConnId bundle
 * with a class loader of its own.
 */
final class ConnIdClient implements AutoCloseable {

    private static final OperationOptions NONE = new OperationOptionsBuilder().build();

    private final ConnectorFacade facade;

    /**
     * Configures one.
     *
     * @param userUpdate how it changes a person: {@code PUT} the whole of it, or {@code PATCH} what changed
     */
    ConnIdClient(URI scimBase, String token, String userUpdate) {
        APIConfiguration api =
                ConnectorInfoManagerFactory.getInstance().getLocalManager(bundle()).getConnectorInfos().stream()
                        .filter(connector ->
                                connector.getConnectorKey().getConnectorName().endsWith(".v2.SCIMv2Connector"))
                        .findFirst()
                        .orElseThrow()
                        .createDefaultAPIConfiguration();
        ConfigurationProperties properties = api.getConfigurationProperties();
        properties.setPropertyValue("baseAddress", scimBase.toString());
        properties.setPropertyValue("bearerToken", token);
        properties.setPropertyValue("updateUserMethod", userUpdate);
        properties.setPropertyValue("updateGroupMethod", "PATCH");
        properties.setPropertyValue("scimProvider", "STANDARD");
        properties.setPropertyValue("accept", "application/scim+json");
        properties.setPropertyValue("contentType", "application/scim+json");
        properties.setPropertyValue("useColonOnExtensionAttributes", true);
        facade = ConnectorFacadeFactory.getInstance().newInstance(api);
    }

    /** What an administrator's "test connection" button does. */
    void test() {
        facade.test();
    }

    Uid create(ObjectClass type, Set<Attribute> attributes) {
        return facade.create(type, attributes, NONE);
    }

    void replace(ObjectClass type, Uid id, Set<Attribute> attributes) {
        facade.update(type, id, attributes, NONE);
    }

    void change(ObjectClass type, Uid id, AttributeDelta delta) {
        facade.updateDelta(type, id, Set.of(delta), NONE);
    }

    void delete(ObjectClass type, Uid id) {
        facade.delete(type, id, NONE);
    }

    List<ConnectorObject> find(ObjectClass type, Filter filter) {
        List<ConnectorObject> found = new ArrayList<>();
        facade.search(
                type,
                filter,
                found::add,
                new OperationOptionsBuilder()
                        .setAttributesToGet("userName", "displayName")
                        .build());
        return found;
    }

    @Override
    public void close() {
        facade.dispose();
    }

    private static URL bundle() {
        try {
            return Path.of(System.getProperty("connid-scim.bundle")).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
