package io.ssokit.internal.saml;

import java.net.URI;
import java.util.List;

/** Writes our own metadata (SAML Metadata 2.0); {@link IdpMetadataReader} reads identity providers'. */
final class SamlMetadata {
    /** The media type of SAML metadata (SAML Metadata, appendix A). */
    static final String CONTENT_TYPE = "application/samlmetadata+xml";

    private SamlMetadata() {}

    /**
     * Our own description for one identity provider (SAML Metadata 2.4.4).
     *
     * @param acsUrl where responses are posted to
     */
    static String write(String entityId, URI acsUrl) {
        XmlWriter xml = new XmlWriter();
        xml.start("md:EntityDescriptor", "xmlns:md", Names.MD, "entityID", entityId);
        // A signed assertion satisfies every policy a connection can have, so that is what we ask for.
        xml.start(
                "md:SPSSODescriptor",
                "AuthnRequestsSigned",
                "false",
                "WantAssertionsSigned",
                "true",
                "protocolSupportEnumeration",
                Names.SAMLP);
        for (String format : List.of(
                Names.FORMAT_PERSISTENT, Names.FORMAT_EMAIL, Names.FORMAT_UNSPECIFIED, Names.FORMAT_TRANSIENT)) {
            xml.element("md:NameIDFormat", format);
        }
        xml.start(
                        "md:AssertionConsumerService",
                        "Binding",
                        Names.BINDING_POST,
                        "Location",
                        acsUrl.toString(),
                        "index",
                        "0",
                        "isDefault",
                        "true")
                .end("md:AssertionConsumerService");
        return xml.end("md:SPSSODescriptor").end("md:EntityDescriptor").toString();
    }
}
