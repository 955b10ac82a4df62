package io.ssokit.it.peers;

import java.net.URI;
import java.util.Map;

/** SimpleSAMLphp as an identity provider that knows one SAML connection of the sample app. */
final class SimpleSamlPhp {

    private SimpleSamlPhp() {}

    static Peer start(URI app, String connection) {
        return Peer.start(
                "simplesamlphp",
                Map.of(
                        "SAML_ENTITY", SampleApp.samlEntityId(app, connection).toString(),
                        "SAML_ACS", SampleApp.samlAcs(app, connection).toString()));
    }

    static URI metadata(Peer running) {
        return running.base().resolve("/simplesaml/saml2/idp/metadata.php");
    }
}
