package io.ssokit.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Each benchmark does once what it says it measures: nobody runs them in between. */
class BenchmarksTest {
    @Test
    void filters_requestOfAlice_knowHer() throws Exception {
        FilterBenchmark filters = new FilterBenchmark();
        filters.setUp();
        assertThat(filters.floor()).isEqualTo("alice");
        assertThat(filters.ssoFilter()).isEqualTo("alice");
        assertThat(filters.pac4j()).isEqualTo("alice");
        assertThat(filters.springSecurity()).isEqualTo("alice");
    }

    @Test
    void launch_link_verified() throws Exception {
        LaunchBenchmark launch = new LaunchBenchmark();
        launch.setUp();
        launch.link();
        assertThat(launch.verify().user().userName()).isEqualTo("alice@acme.example");
        assertThat(launch.floor()).hasSize(32);
    }

    @Test
    void samlResponse_ofAlice_validated() throws Exception {
        SamlResponseBenchmark saml = new SamlResponseBenchmark();
        saml.setUp();
        String alice = saml.validate().subject();
        assertThat(alice).startsWith("alice");
        assertThat(List.of(saml.openSaml(), saml.keycloak(), saml.oneLogin(), saml.oneLoginWithoutSchema()))
                .containsOnly(alice);
        assertThat(saml.floor()).isTrue();
        assertThat(saml.rsaVerifyAndCanonicalize()).isPositive();
    }

    /** What is compared does compare: a library that checked nothing would be fast. */
    @Test
    void samlPeers_changedOrMisdirected_refuse() throws Exception {
        SamlMessage message = SamlMessage.create();
        for (SamlMessage wrong : List.of(message.changed("team-07", "team-08"), message.sentTo("other.example.com"))) {
            assertThatThrownBy(() -> new OpenSamlPeer(wrong).validate()).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> new KeycloakPeer(wrong).validate()).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> new OneLoginPeer(wrong, false).validate())
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
