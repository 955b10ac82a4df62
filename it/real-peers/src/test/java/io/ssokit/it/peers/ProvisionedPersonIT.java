package io.ssokit.it.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.identityconnectors.framework.common.objects.AttributeBuilder;
import org.identityconnectors.framework.common.objects.AttributeDeltaBuilder;
import org.identityconnectors.framework.common.objects.Name;
import org.identityconnectors.framework.common.objects.ObjectClass;
import org.identityconnectors.framework.common.objects.Uid;
import org.identityconnectors.framework.common.objects.filter.FilterBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same person comes twice: provisioned by ConnId's connector, signing in at SimpleSAMLphp. */
class ProvisionedPersonIT {

    private static final String TOKEN = "a-token-of-the-tests-0123456789abcdef";

    private static SimpleSamlPhp idp;
    private static SampleApp app;
    private static ConnIdClient connId;

    @BeforeAll
    static void start() {
        URI base = Peer.loopback(Peer.freePort());
        idp = SimpleSamlPhp.start();
        app = SampleApp.start(base, """
                connections:
                  saml: { type: saml, tenant: acme, metadata: "%s", insecure-allow-http: true }
                scim:
                  directories:
                    acme: { token: "%s" }
                """.formatted(idp.metadata(), TOKEN));
        idp.register(base, "saml");
        connId = new ConnIdClient(base.resolve("/scim/v2"), TOKEN, "PATCH");
    }

    @AfterAll
    static void stop() {
        Closing.all(connId, app, idp);
    }

    @Test
    void provisionedPerson_signingIn_isTheSameUserWithBothSourcesOfGroups() {
        Uid alice = person("alice");
        Uid group = connId.create(
                ObjectClass.GROUP, Set.of(new Name("auditors"), AttributeBuilder.build("displayName", "auditors")));
        connId.change(
                ObjectClass.GROUP,
                group,
                AttributeDeltaBuilder.build("members", List.of(alice.getUidValue()), List.of()));

        Map<String, Object> me = SignIn.by(app, "saml", "alice", "alice-pw").succeeded("saml");

        assertThat(me).containsEntry("userId", alice.getUidValue());
        assertThat(SignIn.groups(me)).containsExactlyInAnyOrder("engineering", "admins", "auditors");
    }

    @Test
    void provisionedPerson_deactivated_losesTheSessionAndCannotSignIn() {
        Uid bob = person("bob");
        SignIn before = SignIn.by(app, "saml", "bob", "bob-pw");
        before.succeeded("saml");

        connId.change(ObjectClass.ACCOUNT, bob, AttributeDeltaBuilder.build("active", false));

        assertThat(app.whoami(before.browser()).status()).isEqualTo(401);
        SignIn.by(app, "saml", "bob", "bob-pw").refusedWithPage("deactivated");
    }

    @Test
    void provisionedPerson_deleted_cannotSignInUntilProvisionedAgain() {
        Uid carol = person("carol");

        connId.delete(ObjectClass.ACCOUNT, carol);
        SignIn.by(app, "saml", "carol", "carol-pw").refusedWithPage("was deleted");

        Uid again = person("carol");
        assertThat(SignIn.by(app, "saml", "carol", "carol-pw").succeeded("saml"))
                .containsEntry("userId", again.getUidValue());
    }

    @Test
    void unprovisionedPerson_signedIn_isFoundByTheConnector() {
        Map<String, Object> me = SignIn.by(app, "saml", "dave", "dave-pw").succeeded("saml");

        assertThat(connId.find(
                        ObjectClass.ACCOUNT,
                        FilterBuilder.equalTo(AttributeBuilder.build("userName", me.get("userName")))))
                .singleElement()
                .satisfies(found -> assertThat(found.getUid().getUidValue()).isEqualTo(me.get("userId")));
    }

    private static Uid person(String userName) {
        return connId.create(
                ObjectClass.ACCOUNT,
                Set.of(
                        new Name(userName),
                        AttributeBuilder.build("userName", userName),
                        AttributeBuilder.buildEnabled(true)));
    }
}
