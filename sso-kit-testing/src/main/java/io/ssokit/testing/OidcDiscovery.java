package io.ssokit.testing;

import io.ssokit.testing.Layout.Role;
import io.ssokit.testing.OidcClient.Authentication;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The document of OpenID Connect Discovery 1.0 §3, RFC 8414 §2, RFC 9126 §5 and the logout specifications. */
final class OidcDiscovery {
    private OidcDiscovery() {}

    static Map<String, Object> document(
            FakeOpenIdProvider provider, String issuer, Collection<OidcClient> clients, List<String> algorithms) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", issuer);
        document.put("authorization_endpoint", provider.uri(Role.AUTHORIZE).toString());
        document.put("token_endpoint", provider.uri(Role.TOKEN).toString());
        document.put("userinfo_endpoint", provider.uri(Role.USER_INFO).toString());
        document.put("jwks_uri", provider.uri(Role.JWKS).toString());
        document.put("end_session_endpoint", provider.uri(Role.LOGOUT).toString());
        document.put("scopes_supported", List.of("openid", "profile", "email", "groups", "offline_access"));
        document.put("response_types_supported", List.of("code"));
        document.put("response_modes_supported", List.of("query"));
        document.put("grant_types_supported", List.of("authorization_code", "refresh_token"));
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", algorithms);
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put("prompt_values_supported", List.of("none", "login", "consent", "select_account"));
        authentication(document, clients);
        logout(document, clients);
        if (provider.layout() == Layout.OPENID) {
            document.put("authorization_response_iss_parameter_supported", true); // RFC 9207 §3
        }
        provider.layout().find(Role.PUSHED).filter(at -> pushes(clients)).ifPresent(at -> {
            document.put(
                    "pushed_authorization_request_endpoint", provider.uri(at).toString());
            document.put(
                    "require_pushed_authorization_requests", clients.stream().allMatch(OidcClient::pushRequired));
        });
        return document;
    }

    private static boolean pushes(Collection<OidcClient> clients) {
        return clients.stream().anyMatch(OidcClient::pushAnnounced);
    }

    private static void authentication(Map<String, Object> document, Collection<OidcClient> clients) {
        Set<String> methods = new TreeSet<>();
        clients.forEach(client -> client.authentications().forEach(how -> methods.add(how.method())));
        methods.remove(Authentication.GET.method());
        if (methods.isEmpty()) {
            methods.addAll(Set.of(Authentication.BASIC.method(), Authentication.POST.method()));
        }
        document.put("token_endpoint_auth_methods_supported", List.copyOf(methods));
        boolean asserted = methods.stream().anyMatch(method -> method.endsWith("_jwt"));
        if (asserted) {
            document.put(
                    "token_endpoint_auth_signing_alg_values_supported",
                    List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "HS256"));
        }
    }

    private static void logout(Map<String, Object> document, Collection<OidcClient> clients) {
        if (clients.stream().anyMatch(client -> client.backChannelLogout().isPresent())) {
            document.put("backchannel_logout_supported", true);
            document.put("backchannel_logout_session_supported", true);
        }
        if (clients.stream().anyMatch(client -> client.frontChannelLogout().isPresent())) {
            document.put("frontchannel_logout_supported", true);
            document.put("frontchannel_logout_session_supported", true);
        }
    }
}
