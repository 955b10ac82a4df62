package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.NOW;
import static io.ssokit.attack.VendorResponse.REQUEST_ID;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.internal.saml.SamlDoor.Verdict;
import io.ssokit.internal.saml.SamlLogin;
import io.ssokit.key.SamlKey;
import io.ssokit.login.EngineContexts;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine.Callback;
import io.ssokit.login.LoginEngine.Once;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The whole engine as an attacker reaches it: a form field goes in, and {@code SamlLogin.finish} says who signed in or
 * refuses. Anything else that is thrown is a defect and fails the test. Each message meets an attempt nobody has used.
 */
final class LoginDoor {
    private static final String HANDLE = "handle-1";

    private final SamlLogin engine;
    private final SamlConnection connection;

    private LoginDoor(SamlConnection connection) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        ServiceProvider app = ServiceProvider.of(URI.create("https://app.example.com"));
        EngineContext context = EngineContexts.of(app, clock);
        context.keys().importPem(SamlKey.Use.ENCRYPTION, Secret.of(ourKey()));
        this.engine = new SamlLogin(context);
        this.connection = connection;
    }

    /** The connection that {@link VendorResponse} is correct for. */
    static LoginDoor open() {
        return open(builder -> builder);
    }

    static LoginDoor open(UnaryOperator<SamlConnectionBuilder> options) {
        SamlConnectionBuilder builder = IdpConnection.saml("acme").tenant("acme");
        return new LoginDoor(options.apply(builder.metadataXml(metadata())).build());
    }

    Verdict post(String samlResponse) {
        return post(samlResponse, (purpose, id, until) -> {});
    }

    Verdict post(String samlResponse, Once once) {
        Map<String, List<String>> form = Map.of("SAMLResponse", List.of(samlResponse), "RelayState", List.of(HANDLE));
        LoginRequest request = new LoginRequest("POST", Optional.empty(), Map.of(), form, Map.of(), Optional.empty());
        try {
            Identity identity = engine.finish(
                    new Callback(connection, request, HANDLE, Map.of("request", REQUEST_ID), NOW, NOW, once));
            return new Verdict(Optional.of(identity.subject()), identity.attributes(), Optional.empty(), "");
        } catch (LoginException refusal) {
            return new Verdict(
                    Optional.empty(), Map.of(), Optional.of(refusal.error()), refusal.expected() + refusal.received());
        }
    }

    /** The key that {@link VendorResponse#encrypted} encrypts for. */
    private static String ourKey() {
        try {
            byte[] certificate =
                    TestKeys.certificate(TestKeys.SP, "app.example").getEncoded();
            return pem("PRIVATE KEY", TestKeys.SP.getPrivate().getEncoded()) + pem("CERTIFICATE", certificate);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + kind
                + "-----\n";
    }

    private static String metadata() {
        return "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" xmlns:ds=\"" + Dom.DS
                + "\" entityID=\"" + VendorResponse.ISSUER + "\"><md:IDPSSODescriptor"
                + " protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">"
                + key(TestKeys.IDP) + key(TestKeys.IDP_EC)
                + "<md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\""
                + " Location=\"https://idp.example.com/sso\"/></md:IDPSSODescriptor></md:EntityDescriptor>";
    }

    private static String key(KeyPair pair) {
        try {
            byte[] der = TestKeys.certificate(pair, "idp.example").getEncoded();
            return "<md:KeyDescriptor use=\"signing\"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>"
                    + Base64.getEncoder().encodeToString(der)
                    + "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
