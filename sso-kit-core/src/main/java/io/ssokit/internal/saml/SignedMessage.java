package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import io.ssokit.login.LoginRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A logout message that came through the browser, by HTTP-Redirect or HTTP-POST, taken apart and not yet believed. By either
 * binding the whole message must be signed (SAML Profiles 4.4.3.1, 4.4.4.1). Immutable.
 */
final class SignedMessage {
    private static final String REQUEST = "SAMLRequest";
    private static final String RESPONSE = "SAMLResponse";
    private static final String RELAY_STATE = "RelayState";
    private static final List<String> NOT_IN_QUERY = List.of(REQUEST, RESPONSE, RELAY_STATE, "Signature", "SigAlg");
    private static final List<String> NOT_IN_FORM = List.of("Signature", "SigAlg");

    private final boolean request;
    private final Optional<String> relayState;
    private final Function<TrustedKeys, El> opener;

    private SignedMessage(boolean request, Optional<String> relayState, Function<TrustedKeys, El> opener) {
        this.request = request;
        this.relayState = relayState;
        this.opener = opener;
    }

    /** @throws SamlRefusal if there is not exactly one message in it */
    static SignedMessage read(LoginRequest received) {
        return received.isPost() ? posted(received) : redirected(received);
    }

    /** Whether it asks; otherwise it answers. Not signed: whoever opens it has to see that it is of that kind. */
    boolean isRequest() {
        return request;
    }

    /** Opaque, and by HTTP-POST nobody's word. */
    Optional<String> relayState() {
        return relayState;
    }

    /**
     * What a pinned key signed.
     *
     * @throws SamlRefusal if none did
     */
    El open(TrustedKeys keys) {
        return opener.apply(keys);
    }

    private static SignedMessage redirected(LoginRequest received) {
        RedirectSignature message = RedirectSignature.read(received.rawQuery().orElse(""));
        return new SignedMessage(message.isRequest(), message.relayState(), message::open);
    }

    /** SAML Bindings 3.5.4: one message in the form, and nothing in the form or the URL that could be taken for another. */
    private static SignedMessage posted(LoginRequest received) {
        Map<String, List<String>> form = received.form();
        boolean mixed = NOT_IN_QUERY.stream().anyMatch(received.query()::containsKey)
                || NOT_IN_FORM.stream().anyMatch(form::containsKey);
        List<String> requests = form.getOrDefault(REQUEST, List.of());
        List<String> responses = form.getOrDefault(RESPONSE, List.of());
        List<String> relayStates = form.getOrDefault(RELAY_STATE, List.of());
        if (mixed || requests.size() + responses.size() != 1 || relayStates.size() > 1) {
            throw SamlRefusal.of(
                    LoginError.MALFORMED,
                    "one SAMLRequest or SAMLResponse and at most one RelayState, all in the form",
                    mixed
                            ? "parameters of another binding"
                            : requests.size() + ", " + responses.size() + " and " + relayStates.size());
        }
        String name = requests.isEmpty() ? RESPONSE : REQUEST;
        String text =
                Stream.concat(requests.stream(), responses.stream()).findFirst().orElse("");
        return new SignedMessage(
                !requests.isEmpty(),
                relayStates.stream().findFirst(),
                keys -> SignedXml.open(
                                Xml.parse(
                                        StrictBase64.decode(text, XmlLimits.MESSAGE.bytes(), name), XmlLimits.MESSAGE),
                                keys)
                        .root());
    }
}
