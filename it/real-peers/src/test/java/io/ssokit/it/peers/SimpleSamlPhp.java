package io.ssokit.it.peers;

import io.ssokit.testing.TestBrowser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A running SimpleSAMLphp as an identity provider. It learns an application from the application's metadata.
 *
 * @param peer its processes
 */
record SimpleSamlPhp(Peer peer) implements AutoCloseable {

    private static final String NAME = "simplesamlphp";

    static SimpleSamlPhp start() {
        return new SimpleSamlPhp(Peer.start(NAME, Map.of()));
    }

    /** Hands it our metadata of a connection; the connection's id decides how it is treated, see its configuration. */
    void register(URI app, String connection) {
        URI address = SampleApp.samlEntityId(app, connection);
        TestBrowser.Page metadata = TestBrowser.create().get(address);
        if (metadata.status() != 200) {
            throw new IllegalStateException(address + ": " + metadata.status() + " " + metadata.body());
        }
        try {
            Path folder = Peer.STATE.resolve(NAME).resolve("sp");
            Files.writeString(folder.resolve(connection + ".xml"), metadata.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI base() {
        return peer.base();
    }

    URI metadata() {
        return at("metadata.php");
    }

    /** Sends a person to the application with a response it did not ask for (IdP-initiated). */
    URI portalTile(URI app, String connection, String relayState) {
        return at("SSOService.php?spentityid=" + encode(SampleApp.samlEntityId(app, connection)) + "&RelayState="
                + encode(relayState));
    }

    /** Where a person signs out of it: the application is told, then the browser goes on. */
    URI signOut(URI afterwards) {
        return at("SingleLogoutService.php?ReturnTo=" + encode(afterwards));
    }

    @Override
    public void close() {
        peer.close();
    }

    private URI at(String page) {
        return peer.base().resolve("/simplesaml/saml2/idp/" + page);
    }

    private static String encode(Object value) {
        return URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
    }
}
