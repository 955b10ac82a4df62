package io.ssokit.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.OidcTrust;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A provider's own description (OpenID Connect Discovery 1.0 §3), reduced to what the kit uses; members it does not use
 * cannot do any harm. Not changed after it has been read.
 *
 * @param metadata the endpoints and capabilities, for pac4j and the kit
 * @param algorithms what ID tokens may be signed with
 */
record Discovery(OIDCProviderMetadata metadata, SigningAlgorithms algorithms) {
    private static final String PATH = "/.well-known/openid-configuration";

    /** Where the document is: where the connection says, or else below the issuer, one slash between (§4). */
    static URI address(OidcConnection connection, OidcTrust.Discovered trust) {
        return trust.document().orElseGet(() -> below(connection.issuer()));
    }

    private static URI below(String issuer) {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return URI.create(base + PATH);
    }

    /**
     * Reads a document.
     *
     * @throws IdpUnavailableException if it is not a usable one
     * @throws LoginException if it is another issuer's, or names nothing that the kit can do
     */
    static Discovery read(OidcConnection connection, byte[] document) {
        Reader reader = new Reader(connection, document);
        reader.requireIssuer();
        OIDCProviderMetadata metadata =
                new OIDCProviderMetadata(issuer(connection), List.of(SubjectType.PUBLIC), reader.endpoint("jwks_uri"));
        metadata.setAuthorizationEndpointURI(reader.endpoint("authorization_endpoint"));
        metadata.setTokenEndpointURI(reader.endpoint("token_endpoint"));
        reader.findEndpoint("userinfo_endpoint").ifPresent(metadata::setUserInfoEndpointURI);
        reader.findEndpoint("end_session_endpoint").ifPresent(metadata::setEndSessionEndpointURI);
        SigningAlgorithms algorithms = reader.algorithms();
        metadata.setIDTokenJWSAlgs(List.copyOf(algorithms.allowed()));
        metadata.setTokenEndpointAuthMethods(reader.texts("token_endpoint_auth_methods_supported").stream()
                .map(ClientAuthenticationMethod::new)
                .toList());
        metadata.setTokenEndpointJWSAlgs(reader.texts("token_endpoint_auth_signing_alg_values_supported").stream()
                .map(JWSAlgorithm::new)
                .toList());
        metadata.setSupportsAuthorizationResponseIssuerParam(
                reader.isTrue("authorization_response_iss_parameter_supported"));
        reader.findEndpoint("pushed_authorization_request_endpoint")
                .ifPresent(metadata::setPushedAuthorizationRequestEndpointURI);
        metadata.requiresPushedAuthorizationRequests(reader.isTrue("require_pushed_authorization_requests"));
        return new Discovery(metadata, algorithms);
    }

    /** What was entered by hand takes the document's place; nothing is announced then. */
    static Discovery entered(OidcConnection connection, OidcTrust.Entered trust) {
        OIDCProviderMetadata metadata =
                new OIDCProviderMetadata(issuer(connection), List.of(SubjectType.PUBLIC), trust.keys());
        metadata.setAuthorizationEndpointURI(trust.authorization());
        metadata.setTokenEndpointURI(trust.token());
        trust.userInfo().ifPresent(metadata::setUserInfoEndpointURI);
        trust.endSession().ifPresent(metadata::setEndSessionEndpointURI);
        trust.pushedRequests().ifPresent(metadata::setPushedAuthorizationRequestEndpointURI);
        Set<String> named = connection.acceptance().algorithms();
        return new Discovery(
                metadata, named.isEmpty() ? SigningAlgorithms.of(List.of()) : SigningAlgorithms.ofNames(named));
    }

    /** For Nimbus, which wants a URL; nobody compares it. */
    private static Issuer issuer(OidcConnection connection) {
        return new Issuer(connection.issuer().replace(OidcConnection.TENANT_PLACE, "tenantid"));
    }

    /** Whether every authorization response names its issuer (RFC 9207 §3). */
    boolean announcesIssuer() {
        return metadata.supportsAuthorizationResponseIssuerParam();
    }

    /** The members of one document. */
    private static final class Reader {
        private final OidcConnection connection;
        private final Map<String, @Nullable Object> members;

        Reader(OidcConnection connection, byte[] document) {
            this.connection = connection;
            this.members = StrictJson.object(document).orElseThrow(() -> unusable(connection, "is not a JSON object"));
        }

        void requireIssuer() {
            // Discovery §4.3: exactly the issuer we asked about, or another provider could answer for it
            if (!connection.issuer().equals(members.get("issuer"))) {
                throw LoginException.of(
                        LoginError.ISSUER,
                        "a discovery document of " + connection.issuer(),
                        "one of " + members.get("issuer"));
            }
        }

        URI endpoint(String name) {
            return findEndpoint(name).orElseThrow(() -> unusable(connection, "has no " + name));
        }

        Optional<URI> findEndpoint(String name) {
            Object value = members.get(name);
            if (value == null) {
                return Optional.empty();
            }
            return Optional.of(uri(value)
                    .filter(uri -> isWeb(uri, connection.trust().insecureAllowHttp()))
                    .orElseThrow(() -> unusable(connection, "has a " + name + " that is no https URL")));
        }

        SigningAlgorithms algorithms() {
            Set<String> named = connection.acceptance().algorithms();
            if (!named.isEmpty()) {
                return SigningAlgorithms.ofNames(named);
            }
            SigningAlgorithms algorithms = SigningAlgorithms.of(texts("id_token_signing_alg_values_supported"));
            if (algorithms.allowed().isEmpty()) {
                throw LoginException.of(
                        LoginError.UNSUPPORTED,
                        "a provider that signs ID tokens by RSA or an elliptic curve",
                        "one that announces " + texts("id_token_signing_alg_values_supported"));
            }
            return algorithms;
        }

        boolean isTrue(String name) {
            return Boolean.TRUE.equals(members.get(name));
        }

        List<String> texts(String name) {
            List<String> texts = new ArrayList<>();
            if (members.get(name) instanceof List<?> values) {
                values.stream()
                        .filter(value -> value instanceof String text && !text.isBlank())
                        .forEach(value -> texts.add((String) value));
            }
            return texts;
        }

        private static Optional<URI> uri(Object value) {
            try {
                return Optional.of(URI.create(String.valueOf(value)));
            } catch (IllegalArgumentException notAUri) {
                return Optional.empty();
            }
        }

        private static boolean isWeb(URI uri, boolean allowHttp) {
            boolean scheme = "https".equalsIgnoreCase(uri.getScheme())
                    || (allowHttp && "http".equalsIgnoreCase(uri.getScheme()));
            boolean place = uri.getHost() != null && uri.getPort() <= 0xffff;
            return scheme && place && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
        }

        private static IdpUnavailableException unusable(OidcConnection connection, String what) {
            return new IdpUnavailableException("the discovery document of " + connection.issuer() + " " + what, null);
        }
    }
}
