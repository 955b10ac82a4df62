package io.ssokit.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The signature algorithms an ID token of one connection may use. Taken from the provider's metadata and from what the
 * kit verifies, never from the token. Never {@code none}, never one with a shared secret (RFC 8725 §3.1). Immutable.
 *
 * @param allowed at least one
 */
record SigningAlgorithms(Set<JWSAlgorithm> allowed) {
    private static final Set<JWSAlgorithm> VERIFIABLE = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    SigningAlgorithms {
        allowed = Set.copyOf(allowed);
    }

    /** What a connection names; all of it can be verified, or the connection would not have been built. */
    static SigningAlgorithms ofNames(Set<String> names) {
        Set<JWSAlgorithm> known = new LinkedHashSet<>(VERIFIABLE);
        known.removeIf(algorithm -> !names.contains(algorithm.getName()));
        return new SigningAlgorithms(known);
    }

    /**
     * What both sides can.
     *
     * @param announced {@code id_token_signing_alg_values_supported}; RS256 where the provider does not say
     *     (OpenID Connect Registration 2, {@code id_token_signed_response_alg})
     */
    static SigningAlgorithms of(List<String> announced) {
        if (announced.isEmpty()) {
            return new SigningAlgorithms(Set.of(JWSAlgorithm.RS256));
        }
        Set<JWSAlgorithm> common = new LinkedHashSet<>();
        announced.forEach(name -> common.add(new JWSAlgorithm(name)));
        common.retainAll(VERIFIABLE);
        return new SigningAlgorithms(common);
    }

    /** The algorithm a token names, if it is an allowed one; names are compared exactly. */
    @Nullable
    JWSAlgorithm find(@Nullable Object name) {
        return allowed.stream()
                .filter(algorithm -> algorithm.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String toString() {
        return allowed.stream().map(JWSAlgorithm::getName).sorted().collect(Collectors.joining(", "));
    }
}
