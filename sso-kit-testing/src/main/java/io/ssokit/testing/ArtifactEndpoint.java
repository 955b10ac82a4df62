package io.ssokit.testing;

import io.ssokit.testing.SamlArtifacts.Waiting;
import io.ssokit.testing.SamlScript.Part;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** The ArtifactResolutionService: SOAP 1.1 over HTTP, signed both ways (SAML Bindings 3.2 and 3.6, Core 3.5). */
final class ArtifactEndpoint {
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

    private final FakeSamlIdp idp;
    private final SamlArtifacts artifacts;
    private final ServiceProviders serviceProviders;
    private final KeyRing keys;
    private final Clock clock;

    ArtifactEndpoint(
            FakeSamlIdp idp, SamlArtifacts artifacts, ServiceProviders serviceProviders, KeyRing keys, Clock clock) {
        this.idp = idp;
        this.artifacts = artifacts;
        this.serviceProviders = serviceProviders;
        this.keys = keys;
        this.clock = clock;
    }

    Reply handle(Request http) {
        try {
            return Reply.of(200, "text/xml; charset=utf-8", envelope(answer(resolve(http.body()))));
        } catch (BadRequest e) {
            String fault = new Markup()
                    .open("soap:Fault", "xmlns:soap", SOAP)
                    .text("faultcode", "soap:Client")
                    .text("faultstring", e.getMessage())
                    .close()
                    .toString();
            return Reply.of(500, "text/xml; charset=utf-8", envelope(fault)); // SOAP 1.1 6.2 wants 500
        }
    }

    private Received resolve(String body) {
        Element envelope = SafeXml.parse(body.getBytes(StandardCharsets.UTF_8)).getDocumentElement();
        Element content = SafeXml.child(envelope, SOAP, "Body");
        Element root = content == null ? null : SafeXml.child(content, Received.PROTOCOL, "ArtifactResolve");
        if (root == null) {
            throw new BadRequest("the SOAP body holds no ArtifactResolve");
        }
        Received message = Received.of(root, serviceProviders::signing);
        if (!message.signed()) {
            throw new BadRequest("the ArtifactResolve is not signed by a key in the metadata of " + message.issuer());
        }
        String destination = message.attribute("Destination");
        if (destination != null && !destination.equals(idp.artifactUri().toString())) {
            throw new BadRequest("Destination is " + destination + " but this is " + idp.artifactUri());
        }
        return message;
    }

    /** Core 3.5.3: an artifact nobody knows, or knows no longer, gets a successful answer without a message. */
    private String answer(Received resolve) {
        String artifact = Received.text(SafeXml.child(resolve.root(), Received.PROTOCOL, "Artifact"));
        Optional<Waiting> found = artifacts.take(artifact == null ? "" : artifact, resolve.issuer());
        SamlScript.Builder script =
                found.map(Waiting::script).orElse(SamlScript.standard()).settings();
        String xml = document(
                resolve.required("ID"),
                script,
                found.map(waiting -> waiting.response().xml()).orElse(""));
        if (!script.signArtifactResponse) {
            return xml;
        }
        Element root = SafeXml.parse(xml.getBytes(StandardCharsets.UTF_8)).getDocumentElement();
        SigningKey key = script.signer == SamlScript.Signer.STRANGER ? keys.stranger() : keys.current();
        XmlSigner.sign(root, key, SamlMessage.RSA_SHA256);
        return SafeXml.write(root);
    }

    private String document(String requestId, SamlScript.Builder script, String response) {
        Markup xml = new Markup()
                .open(
                        "samlp:ArtifactResponse",
                        "xmlns:samlp",
                        Received.PROTOCOL,
                        "xmlns:saml",
                        Received.ASSERTION,
                        "ID",
                        Random.xmlId(),
                        "Version",
                        "2.0",
                        "IssueInstant",
                        clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
                        "InResponseTo",
                        part(script, Part.ARTIFACT_IN_RESPONSE_TO, requestId))
                .text("saml:Issuer", part(script, Part.ARTIFACT_ISSUER, idp.entityId()))
                .open("samlp:Status")
                .empty("samlp:StatusCode", "Value", part(script, Part.ARTIFACT_STATUS, SamlScript.STATUS + "Success"))
                .close();
        return xml.xml(response).close().toString();
    }

    private static @Nullable String part(SamlScript.Builder script, Part part, String correct) {
        return script.parts.containsKey(part) ? script.parts.get(part) : correct;
    }

    private static String envelope(String content) {
        return new Markup()
                .open("soap:Envelope", "xmlns:soap", SOAP)
                .open("soap:Body")
                .xml(content)
                .close()
                .close()
                .toString();
    }
}
