package io.ssokit.testing;

import java.net.URI;
import java.time.Clock;

/** A service provider on paper: a key, a certificate and the metadata that publishes them. */
record FakeSp(String entityId, URI base, SigningKey key) {

    static FakeSp at(URI base) {
        SigningKey key = SigningKey.of(
                SigningKey.generate(), "a service provider", Clock.systemUTC().instant());
        return new FakeSp(base + "/metadata", base, key);
    }

    FakeSp called(String otherEntityId) {
        return new FakeSp(otherEntityId, base, key);
    }

    URI acs() {
        return base.resolve("/acs");
    }

    URI slo() {
        return base.resolve("/slo");
    }

    String metadata() {
        Markup xml = new Markup()
                .open(
                        "md:EntityDescriptor",
                        "xmlns:md",
                        "urn:oasis:names:tc:SAML:2.0:metadata",
                        "xmlns:ds",
                        "http://www.w3.org/2000/09/xmldsig#",
                        "entityID",
                        entityId)
                .open(
                        "md:SPSSODescriptor",
                        "AuthnRequestsSigned",
                        "1",
                        "protocolSupportEnumeration",
                        "urn:oasis:names:tc:SAML:2.0:protocol");
        for (String use : new String[] {"signing", "encryption"}) {
            xml.open("md:KeyDescriptor", "use", use)
                    .open("ds:KeyInfo")
                    .open("ds:X509Data")
                    .text("ds:X509Certificate", key.certificateBase64())
                    .close()
                    .close()
                    .close();
        }
        for (String binding : new String[] {"HTTP-Redirect", "HTTP-POST"}) {
            service(xml, "SingleLogoutService", binding, slo(), null);
        }
        service(xml, "AssertionConsumerService", "HTTP-POST", acs(), "0");
        service(xml, "AssertionConsumerService", "HTTP-Artifact", acs(), "1");
        return xml.close().close().toString();
    }

    private static void service(Markup xml, String name, String binding, URI location, String index) {
        xml.empty(
                "md:" + name,
                "Binding",
                "urn:oasis:names:tc:SAML:2.0:bindings:" + binding,
                "Location",
                location.toString(),
                "index",
                index);
    }
}
