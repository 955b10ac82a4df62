package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.launch.LaunchProfile;
import io.ssokit.launch.LaunchRequest;
import io.ssokit.launch.LaunchTarget;
import io.ssokit.launch.PresignedUrl;
import io.ssokit.launch.Redemption;
import io.ssokit.session.SsoSession.Launched;
import io.ssokit.store.MemoryStores;
import io.ssokit.user.User;
import io.ssokit.user.UserStore.Origin;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaunchDocTest {
    @Test
    void launchMd_itsCode_isThisCodeAndOpensTheProfile() throws Exception {
        MemoryStores stores = MemoryStores.create();
        User ada = stores.users()
                .create(
                        User.named("acme", "ada")
                                .assertedGroups(Set.of("engineering"))
                                .build(),
                        Origin.PROVISIONING);
        // region launch
        SsoKit kit = SsoKit.builder(ServiceProvider.of(URI.create("https://app.example.com")))
                .stores(stores)
                .launch(LaunchTarget.of("studio", "Studio")
                        .forGroups(Set.of("engineering"))
                        .landingAt("/app/"))
                .build();

        PresignedUrl url = kit.launcher()
                .presign(LaunchRequest.to("studio")
                        .profile(new LaunchProfile("team-one"))
                        .urlLifetime(Duration.ofSeconds(60))
                        .sessionLifetime(Duration.ofHours(1))
                        .landing("notebooks/1?tab=2")
                        .forUser("acme", ada.id())); // or .as(session)
        // end region
        assertThat(DocRegion.page("launch.md")).contains(DocRegion.of(LaunchDocTest.class, "launch"));
        String token = url.authorizedUrl().getRawQuery().substring("token=".length());
        Redemption redeemed = kit.launcher().redeem(token, Optional.empty());
        assertThat(redeemed.landing()).isEqualTo(URI.create("https://app.example.com/app/notebooks/1?tab=2"));
        assertThat(redeemed.session().launch()).contains(new Launched("studio", "team-one"));
    }
}
