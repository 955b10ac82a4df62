package io.ssokit.internal.saml;

import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.RandomToken;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;

/**
 * Fetches the message that an artifact stands for (SAML Core 3.5, Profiles 5, Bindings 3.6): one signed ArtifactResolve by
 * SOAP 1.1 (Bindings 3.2), to an address of the identity provider's metadata and within the bounds of {@link HttpFetcher}.
 * Immutable and thread-safe.
 */
final class ArtifactResolver {
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

    /** SAML Bindings 3.2.3.1. */
    private static final String SOAP_ACTION = "\"http://www.oasis-open.org/committees/security\"";

    private final ServiceProvider serviceProvider;
    private final HttpFetcher fetcher;
    private final Supplier<MessageSigner> signer;

    /** @param signer asked for each message: keys are changed while the app runs */
    ArtifactResolver(ServiceProvider serviceProvider, HttpFetcher fetcher, Supplier<MessageSigner> signer) {
        this.serviceProvider = serviceProvider;
        this.fetcher = fetcher;
        this.signer = signer;
    }

    /**
     * The answer of the identity provider, not yet believed.
     *
     * @throws SamlRefusal if it names no such endpoint, does not resolve the artifact, or does not answer by SOAP
     * @throws IdpUnavailableException if it does not answer within the bounds
     */
    ResponseSource resolve(Artifact artifact, SamlConnection connection, IdpMetadata idp, Instant now) {
        URI endpoint = idp.artifactResolution().get(artifact.endpointIndex());
        if (endpoint == null) {
            throw SamlRefusal.of(
                    LoginError.UNSUPPORTED,
                    "an ArtifactResolutionService by SOAP with index " + artifact.endpointIndex() + " in the metadata",
                    "those of index " + idp.artifactResolution().keySet(),
                    "Compare the connection's metadata with the identity provider's.");
        }
        String id = "_" + RandomToken.bits128();
        String request = signer.get()
                .enveloped(message(id, endpoint, connection.entityId(serviceProvider), artifact.text(), now));
        El answer = exchange(endpoint, request, connection.trust().insecureAllowHttp());
        return new ArtifactResponse(
                answer,
                new ArtifactResponse.Expectations(
                        id,
                        idp.entityId(),
                        serviceProvider.samlAcsUrl(connection.id()).toString(),
                        now,
                        connection.acceptance().clockSkew()));
    }

    /** SAML Core 3.5.1. */
    private static String message(String id, URI endpoint, String issuer, String artifact, Instant now) {
        return new XmlWriter()
                .start(
                        "samlp:ArtifactResolve",
                        "xmlns:samlp",
                        Names.SAMLP,
                        "xmlns:saml",
                        Names.SAML,
                        "ID",
                        id,
                        "Version",
                        "2.0",
                        "IssueInstant",
                        now.truncatedTo(ChronoUnit.SECONDS).toString(),
                        "Destination",
                        endpoint.toString())
                .element("saml:Issuer", issuer)
                .element("samlp:Artifact", artifact)
                .end("samlp:ArtifactResolve")
                .toString();
    }

    private El exchange(URI endpoint, String message, boolean allowHttp) {
        String envelope =
                "<soap:Envelope xmlns:soap=\"" + SOAP + "\"><soap:Body>" + message + "</soap:Body></soap:Envelope>";
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "text/xml; charset=utf-8")
                .header("SOAPAction", SOAP_ACTION)
                .header("Accept", "text/xml")
                .POST(HttpRequest.BodyPublishers.ofString(envelope, StandardCharsets.UTF_8))
                .build();
        HttpFetcher.Answer answer = fetcher.exchange(request, allowHttp);
        // SOAP 1.1 §6.2: a fault comes with status 500.
        if (answer.status() != 200 && answer.status() != 500) {
            throw new IdpUnavailableException("artifact resolution answered " + answer.status(), null);
        }
        return content(Xml.parse(answer.body(), XmlLimits.MESSAGE), answer.status());
    }

    /** SOAP 1.1 §4: one body with one message in it. */
    private static El content(El envelope, int status) {
        List<El> bodies = envelope.elements(SOAP, "Body");
        List<El> content = bodies.size() == 1 ? bodies.get(0).elements() : List.of();
        if (!envelope.is(SOAP, "Envelope") || content.size() != 1) {
            throw SamlRefusal.malformed("a SOAP 1.1 envelope with one message", "something else");
        }
        El message = content.get(0);
        if (message.is(SOAP, "Fault") || status != 200) {
            El text = message.first("", "faultstring");
            throw SamlRefusal.of(
                    LoginError.IDP_REFUSED,
                    "an ArtifactResponse",
                    "a SOAP fault: " + SamlRefusal.quote(text == null ? null : text.text()),
                    "Give the identity provider our metadata: it has to know the key that signs our requests.");
        }
        return message;
    }
}
