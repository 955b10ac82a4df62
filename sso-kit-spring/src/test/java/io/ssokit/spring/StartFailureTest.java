package io.ssokit.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.spring.quickstart.ExampleApp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a developer reads when the configuration is wrong. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTest {
    @Test
    void start_wrongConfiguration_printsEveryProblemAndNoStackTrace(CapturedOutput output) {
        assertThatThrownBy(() -> SpringApplication.run(
                        ExampleApp.class,
                        "--spring.config.location=classpath:/quickstart/",
                        "--server.port=0",
                        "--GLOBEX_SECRET=x",
                        "--sso-kit.connections.acme.metdata=x"))
                .hasRootCauseInstanceOf(ConfigurationProblems.class);

        assertThat(output.getOut())
                .contains("APPLICATION FAILED TO START", "The configuration of sso-kit is wrong:")
                .contains("\n    connections.acme.metdata: is not a known key")
                .contains("\n    scim.directories.acme.token: holds a placeholder")
                .contains("application.yaml")
                .doesNotContain("\tat io.ssokit");
    }
}
