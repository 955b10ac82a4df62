package io.ssokit.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

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
        try {
            assertThat(saml.validate().subject()).startsWith("alice");
            assertThat(saml.floor()).isTrue();
            assertThat(saml.rsaVerifyAndCanonicalize()).isPositive();
        } finally {
            saml.tearDown();
        }
    }
}
