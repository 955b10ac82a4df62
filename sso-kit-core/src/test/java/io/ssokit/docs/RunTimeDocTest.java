package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.ConnectionState;
import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.managed.ConnectionAdmin;
import io.ssokit.managed.DomainCheck;
import io.ssokit.managed.ManagedConnection;
import io.ssokit.managed.TxtLookup;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class RunTimeDocTest {
    @Test
    void connectionsMd_itsCode_isThisCodeAndMakesAConnection() throws Exception {
        Stores stores = MemoryStores.create();
        Secret secret = Secret.of("0123456789abcdef0123456789abcdef");
        Map<String, List<String>> dns = new ConcurrentHashMap<>();
        TxtLookup lookup = name -> dns.getOrDefault(name, List.of());
        // region make
        SsoKit kit = SsoKit.builder(ServiceProvider.of(URI.create("https://app.example.com")))
                .runTimeConnections()
                .stores(stores)
                .secret(secret)
                .txtLookup(lookup) // leave it out: this machine's name servers are asked
                .build();
        ConnectionAdmin admin = kit.connectionAdmin();

        ManagedConnection draft = admin.create(
                "ada@acme.example",
                "acme",
                "acme-idp",
                Map.of("type", "saml", "label", "Acme", "email-domains", List.of("acme.example")));
        // give the identity provider https://app.example.com/sso/saml/acme-idp/metadata, and once it is set up:
        Map<String, Object> keys = new LinkedHashMap<>(draft.keys());
        keys.put("metadata", "https://idp.acme.example/metadata");
        ManagedConnection saved =
                admin.replace("ada@acme.example", "acme", "acme-idp", keys, OptionalLong.of(draft.version()));
        admin.enable("ada@acme.example", "acme", "acme-idp", OptionalLong.of(saved.version()));
        // end region
        assertThat(admin.find("acme", "acme-idp").orElseThrow().state()).isEqualTo(ConnectionState.ENABLED);
        draft.domains().forEach(claim -> dns.put(claim.recordName(), List.of(claim.recordValue())));
        // region verify
        draft.domains().forEach(claim -> System.out.println(claim.recordName() + " TXT " + claim.recordValue()));
        DomainCheck check = admin.verifyDomain("ada@acme.example", "acme", "acme-idp", "acme.example");
        // end region
        assertThat(check).isEqualTo(DomainCheck.VERIFIED);
        assertThat(kit.connections().findByEmailDomain(EmailDomain.of("acme.example")))
                .isPresent();
        String page = DocRegion.page("connections.md");
        assertThat(page)
                .contains(DocRegion.of(RunTimeDocTest.class, "make"))
                .contains(DocRegion.of(RunTimeDocTest.class, "verify"));
        kit.close();
    }
}
