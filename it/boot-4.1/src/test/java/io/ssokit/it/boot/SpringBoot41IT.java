package io.ssokit.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.it.contract.SpringBootContract;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;

class SpringBoot41IT extends SpringBootContract {
    @Test
    void springBoot_ofThisModule_isOfThisLine() {
        assertThat(SpringBootVersion.getVersion()).startsWith("4.1.");
    }
}
