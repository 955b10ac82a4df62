package io.ssokit.sample;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.session.SsoSession;
import io.ssokit.testing.Persona;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the start page shows. Immutable.
 *
 * @param root what stands before every path of a link
 * @param base the base URL
 * @param me who is signed in, if anybody
 * @param ways connections to choose from
 * @param demo the identity providers inside, if they are
 * @param toCopy what an identity provider's administrator copies
 * @param directory what the user store holds; empty for strangers, unless everything here is made up
 * @param provisioning what identity providers pushed lately; the same
 * @param events what happened lately; the same
 */
public record StartView(
        String root,
        String base,
        Optional<SsoSession> me,
        List<Way> ways,
        Optional<Demo> demo,
        SetUp toCopy,
        Optional<Directory> directory,
        List<ProvisioningLine> provisioning,
        List<EventLine> events) {
    private static final int EVENTS = 20;

    /**
     * A connection as a journey.
     *
     * @param protocol for people
     */
    public record Way(String id, String label, String protocol, String path) {}

    static StartView of(Sample sample, Optional<SsoSession> me) {
        List<IdpConnection> connections = sample.kit().connections().list();
        Set<String> tenants = connections.stream().map(IdpConnection::tenant).collect(Collectors.toSet());
        // With a configuration file these may be real people: nothing for strangers, and nothing of other customers.
        Set<String> shown = sample.demo().isPresent()
                ? tenants
                : me.map(session -> Set.of(session.tenant())).orElse(Set.of());
        boolean open = !shown.isEmpty();
        return new StartView(
                sample.root(),
                sample.kit().serviceProvider().baseUrl().toString(),
                me,
                connections.stream()
                        .filter(connection -> connection.trust().showOnLogin())
                        .map(connection -> way(sample.root(), connection))
                        .toList(),
                sample.demo(),
                SetUp.of(sample, connections),
                open
                        ? Optional.of(Directory.of(
                                sample.kit().stores().users(),
                                shown.stream().sorted().toList()))
                        : Optional.empty(),
                open ? ProvisioningLine.latest(sample.kit(), shown, EVENTS) : List.of(),
                open
                        ? sample.events().latest(Integer.MAX_VALUE).stream()
                                .filter(event -> sample.demo().isPresent() || shown.contains(event.tenant()))
                                .limit(EVENTS)
                                .map(EventLine::of)
                                .toList()
                        : List.of());
    }

    private static Way way(String root, IdpConnection connection) {
        String protocol = connection instanceof SamlConnection ? "SAML 2.0" : "OpenID Connect";
        String path = root + "/sso/start/" + connection.id() + "?returnTo=" + root + "/app/";
        return new Way(connection.id(), connection.label(), protocol, path);
    }

    /** A person who can be switched off by the copy-paste command. */
    public Optional<Directory.Person> somebodyOfAcme() {
        return directory.stream()
                .flatMap(found -> found.users().stream())
                .filter(person ->
                        person.tenant().equals("acme") && person.state().equals("active"))
                .findFirst();
    }

    /** Creates a person of Acme. */
    public String createCommand() {
        return """
                curl -i %s/Users \\
                  -H 'Authorization: Bearer %s' \\
                  -H 'Content-Type: application/scim+json' \\
                  -d '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                       "userName": "ann@acme.example", "name": {"givenName": "Ann", "familyName": "Archer"},
                       "emails": [{"value": "ann@acme.example", "primary": true}]}'""".formatted(toCopy.scimBaseUrl(), token());
    }

    /** Switches somebody of Acme off, if there is anybody. */
    public Optional<String> switchOffCommand() {
        return somebodyOfAcme().map(person -> """
                curl -i -X PATCH %s/Users/%s \\
                  -H 'Authorization: Bearer %s' \\
                  -H 'Content-Type: application/scim+json' \\
                  -d '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                       "Operations": [{"op": "replace", "path": "active", "value": false}]}'""".formatted(toCopy.scimBaseUrl(), person.id(), token()));
    }

    private String token() {
        return toCopy.scimToken().orElse("$SCIM_TOKEN");
    }

    /** A demo person's session tags, in one line. */
    public static String tags(Persona person) {
        return person.tags().entrySet().stream()
                .map(tag -> tag.getKey() + "=" + String.join(" and ", tag.getValue()))
                .collect(Collectors.joining(", "));
    }
}
