package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.JitPolicy;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.login.AccountLinks;
import io.ssokit.login.LoginResolver.Decision;
import io.ssokit.store.MemoryStores;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import io.ssokit.user.UserStore.Origin;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JitDocTest {
    private final Set<String> blocked = Set.of();

    @Test
    void connectionsMd_policy_isThisCodeAndBuilds() throws Exception {
        // region policy
        SsoKit kit = SsoKit.builder(ServiceProvider.of(URI.create("https://app.example.com")))
                .connections(IdpConnection.saml("acme")
                        .tenant("acme")
                        .metadata(URI.create("https://idp.acme.example/metadata"))
                        .emailDomains("acme.example")
                        .jit(JitPolicy.Mode.CREATE)
                        .matchOn(JitPolicy.MatchOn.EMAIL)
                        .allowedEmailDomains("acme.example", "acme.test")
                        .expectRoles("staff", "admins")
                        .pinUser())
                .resolver(candidate -> blocked.contains(candidate.userName())
                        ? Decision.reject("on the block list")
                        : Decision.proceed())
                .build();
        // end region
        kit.close();
        assertThat(DocRegion.page("connections.md")).contains(DocRegion.of(JitDocTest.class, "policy"));
    }

    @Test
    void connectionsMd_accounts_isThisCodeAndMerges() throws Exception {
        MemoryStores stores = MemoryStores.create();
        User old = stores.users().create(User.named("acme", "ann").build(), Origin.PROVISIONING);
        User ann = stores.users().create(User.named("acme", "ann.smith").build(), Origin.PROVISIONING);
        SsoKit kit = SsoKit.builder(ServiceProvider.of(URI.create("https://app.example.com")))
                .connections(IdpConnection.saml("acme")
                        .tenant("acme")
                        .metadata(URI.create("https://idp.acme.example/metadata")))
                .stores(stores)
                .build();
        // region accounts
        AccountLinks accounts = kit.accountLinks();
        accounts.link(AccountLinks.identity("acme", "acme", "ann@acme.example"), old.id(), "root@app");
        accounts.pin("acme", ann.id(), Pin.to("acme"), "root@app"); // or Pin.NONE: the app's own login only
        accounts.merge("acme", old.id(), ann.id(), "root@app"); // ann.smith is left
        accounts.unlink(accounts.of("acme", ann.id()).get(0), "root@app");
        // end region
        kit.close();
        assertThat(DocRegion.page("connections.md")).contains(DocRegion.of(JitDocTest.class, "accounts"));
        assertThat(stores.users().find("acme", old.id())).isEmpty();
        assertThat(stores.links().linksOf("acme", ann.id())).isEmpty();
    }
}
