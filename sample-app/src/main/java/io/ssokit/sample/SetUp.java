package io.ssokit.sample;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OAuth2Connection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.ServiceProvider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an identity provider's administrator copies from us. No value ends with a slash.
 *
 * @param saml the first SAML connection
 * @param others what the other connections need
 * @param scimBaseUrl where users and groups are pushed to
 * @param scimToken the demo's token; with a configuration file it stands there and is shown nowhere
 */
public record SetUp(Optional<Saml> saml, List<Value> others, String scimBaseUrl, Optional<String> scimToken) {
    /** The values for a SAML identity provider. */
    public record Saml(String label, String acsUrl, String entityId) {}

    /** One value with its name. */
    public record Value(String what, String label, String value) {}

    static SetUp of(Sample sample, List<IdpConnection> connections) {
        ServiceProvider us = sample.kit().serviceProvider();
        Optional<Saml> first = Optional.empty();
        List<Value> others = new ArrayList<>();
        for (IdpConnection connection : connections) {
            if (first.isEmpty() && connection instanceof SamlConnection saml) {
                first = Optional.of(
                        new Saml(saml.label(), us.samlAcsUrl(saml.id()).toString(), saml.entityId(us)));
            } else {
                others.addAll(values(us, connection));
            }
        }
        return new SetUp(
                first, others, us.scimBaseUrl().toString(), sample.demo().map(Demo::scimToken));
    }

    private static List<Value> values(ServiceProvider us, IdpConnection connection) {
        String label = connection.label();
        if (connection instanceof SamlConnection saml) {
            return List.of(
                    new Value("ACS URL", label, us.samlAcsUrl(saml.id()).toString()),
                    new Value("Our entityId", label, saml.entityId(us)));
        }
        URI redirect = connection instanceof OAuth2Connection
                ? us.oauth2RedirectUri(connection.id())
                : us.oidcRedirectUri(connection.id());
        return List.of(new Value("Redirect URI", label, redirect.toString()));
    }
}
