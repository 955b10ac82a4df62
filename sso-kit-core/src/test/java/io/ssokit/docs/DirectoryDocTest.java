package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.directory.Credential;
import io.ssokit.directory.NewCredential;
import io.ssokit.directory.ScimDirectoryAdmin;
import io.ssokit.testing.SecurityEventReceiver;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DirectoryDocTest {
    private static final Secret SECRET = Secret.of("a secret of both sides, 32 characters");

    @Test
    void scimMd_itsTokens_areMadeAndReplacedByThisCode() throws Exception {
        try (SsoKit kit = SsoKit.builder(ServiceProvider.of(URI.create("https://app.example.com")))
                .runTimeDirectories()
                .secret(Secret.of("0123456789abcdef0123456789abcdef"))
                .build()) {
            // region tokens
            ScimDirectoryAdmin admin = kit.scimDirectories(); // of a kit with .runTimeDirectories() and .secret(…)
            ScimSettings settings =
                    ScimSettings.builder().adminGroups(List.of("admins")).build();
            admin.create("ada@app.example", "acme", settings);
            NewCredential token = admin.createToken("ada@app.example", "acme", "Okta", Optional.empty());
            String shownOnce = token.secret().reveal();

            // a year later
            NewCredential next = admin.createToken("ada@app.example", "acme", "Okta, next", Optional.empty());
            // when the identity provider has it
            admin.revoke("ada@app.example", "acme", token.credential().id());
            // end region
            assertThat(DocRegion.page("scim.md")).contains(DocRegion.of(DirectoryDocTest.class, "tokens"));
            assertThat(shownOnce).startsWith("ssokit_scim_");
            assertThat(admin.find("acme").orElseThrow().credentials())
                    .filteredOn(credential -> credential.revoked().isEmpty())
                    .extracting(Credential::id)
                    .containsExactly(next.credential().id());
        }
    }

    @Test
    void testingMd_itsWebhook_isThisCodeAndEmptyAtFirst() throws Exception {
        // region webhook
        SecurityEventReceiver hook = SecurityEventReceiver.start(SECRET.reveal());
        ScimSettings settings = ScimSettings.builder()
                .webhook(hook.url())
                .webhookSecret(SECRET)
                .insecureAllowHttp() // the receiver is at http://127.0.0.1
                .build();
        // end region
        try (hook) {
            assertThat(DocRegion.page("testing.md")).contains(DocRegion.of(DirectoryDocTest.class, "webhook"));
            assertThat(settings.webhook()).contains(hook.url());
            assertThat(hook.taken()).isEmpty();
        }
    }
}
