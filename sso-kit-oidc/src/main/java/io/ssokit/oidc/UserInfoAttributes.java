package io.ssokit.oidc;

import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a provider said of a person for an access token. Immutable.
 *
 * @param attributes name to values in order
 * @param provenance name to the endpoint that said so
 * @param address which e-mail address, and whether it is the person's
 */
record UserInfoAttributes(
        Map<String, List<String>> attributes, Map<String, String> provenance, Optional<Address> address) {
    /**
     * An e-mail address.
     *
     * @param value as the provider spells it
     * @param verified whether the provider says that it is the person's; empty if it says nothing
     */
    record Address(String value, Optional<Boolean> verified) {
        /** An address proves nothing unless the provider says that it is verified. */
        boolean isProven() {
            return verified.equals(Optional.of(true));
        }

        boolean isDenied() {
            return verified.equals(Optional.of(false));
        }
    }

    /**
     * Who the person is at the provider: the one value of that attribute.
     *
     * @throws LoginException if there is none or more than one, or if it is an address that the provider itself calls not
     *     verified, which anybody may have typed in
     */
    String subject(String attribute) {
        List<String> values = attributes.getOrDefault(attribute, List.of());
        if (values.size() != 1 || !Subjects.isUsable(values.get(0))) {
            throw LoginException.of(
                    LoginError.SUBJECT,
                    "one value of " + attribute + " (user-attribute), of 1-" + Subjects.MAX + " characters",
                    values.size() + " values, among attributes " + String.join(", ", attributes.keySet()),
                    "Let user-attribute name what every person has, or have the provider send it.");
        }
        String subject = values.get(0);
        if (address.filter(Address::isDenied)
                .map(Address::value)
                .filter(subject::equalsIgnoreCase)
                .isPresent()) {
            throw LoginException.of(
                    LoginError.SUBJECT, "an address that the provider has verified", "one that it has not");
        }
        return subject;
    }

    @Override
    public String toString() {
        return "UserInfoAttributes" + attributes.keySet();
    }
}
