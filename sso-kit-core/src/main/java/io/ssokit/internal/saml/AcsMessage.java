package io.ssokit.internal.saml;

import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlRequests.ResponseBinding;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What came to our assertion consumer service: a response by HTTP-POST (SAML Bindings 3.5), or an artifact by HTTP-Artifact,
 * which travels in a URL or in a form (3.6.3). One message, and nothing beside it that could be taken for another. Immutable.
 *
 * @param binding how it travels
 * @param text the Base64 of the response, or the artifact
 * @param relayState as it came
 */
record AcsMessage(ResponseBinding binding, String text, Optional<String> relayState) {
    private static final String RESPONSE = "SAMLResponse";
    private static final String ARTIFACT = "SAMLart";
    private static final String RELAY_STATE = "RelayState";
    private static final Set<String> MESSAGES = Set.of(RESPONSE, ARTIFACT, "SAMLRequest");

    /** @throws LoginException if it is none of these, or more than one */
    static AcsMessage read(LoginRequest request) {
        Map<String, List<String>> own = request.isPost() ? request.form() : request.query();
        boolean mixed = request.isPost() && MESSAGES.stream().anyMatch(request.query()::containsKey);
        boolean artifact = own.containsKey(ARTIFACT);
        if (mixed || own.containsKey("SAMLRequest") || artifact && own.containsKey(RESPONSE)) {
            throw unsupported(mixed ? "messages in the URL of a form" : "a request, or several messages at once");
        }
        if (!request.isPost() && !artifact) {
            throw unsupported(
                    own.containsKey(RESPONSE)
                            ? "a SAMLResponse by the HTTP-Redirect binding"
                            : "a request without one");
        }
        String name = artifact ? ARTIFACT : RESPONSE;
        List<String> messages = own.getOrDefault(name, List.of());
        List<String> relayStates = own.getOrDefault(RELAY_STATE, List.of());
        if (messages.size() != 1 || relayStates.size() > 1) {
            throw LoginException.of(
                    LoginError.MALFORMED,
                    "one " + name + " and at most one RelayState",
                    messages.size() + " and " + relayStates.size());
        }
        return new AcsMessage(
                artifact ? ResponseBinding.ARTIFACT : ResponseBinding.POST,
                messages.get(0),
                relayStates.stream().findFirst());
    }

    /** What came to {@code connection}, by the binding that it asks for and no other. */
    static AcsMessage read(LoginRequest request, SamlConnection connection) {
        AcsMessage message = read(request);
        if (message.binding() != connection.requests().response()) {
            boolean artifact = message.isArtifact();
            throw LoginException.of(
                    LoginError.UNSUPPORTED,
                    "a response by " + (artifact ? "HTTP-POST" : "HTTP-Artifact") + ", as the connection asks for",
                    artifact ? "an artifact (SAMLart)" : "a response by HTTP-POST",
                    "Set the binding of the assertion consumer service at the identity provider, or response-binding here.");
        }
        return message;
    }

    boolean isArtifact() {
        return binding == ResponseBinding.ARTIFACT;
    }

    private static LoginException unsupported(String received) {
        return LoginException.of(
                LoginError.UNSUPPORTED,
                "a SAMLResponse by the HTTP-POST binding, or an artifact",
                received,
                "Set the binding of the assertion consumer service to HTTP-POST at the identity provider.");
    }
}
