package io.ssokit.it.contract;

import io.ssokit.SsoKit;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The contract for a line of Spring Boot: the same configuration under {@code sso-kit:}, the pages as a controller. */
public abstract class SpringBootContract extends ContainerContract {
    @Override
    protected final AutoCloseable start(URI base, String yaml) throws Exception {
        Path file = Files.createTempFile("application", ".yaml");
        Files.writeString(file, "sso-kit:\n" + yaml.indent(2));
        try {
            return SpringApplication.run(
                    App.class,
                    "--server.address=" + base.getHost(),
                    "--server.port=" + base.getPort(),
                    "--spring.config.additional-location=" + file.toUri(),
                    "--spring.main.banner-mode=off",
                    "--logging.level.root=warn");
        } finally {
            Files.delete(file);
        }
    }

    /** The app. */
    @SpringBootApplication
    @RestController
    public static class App {
        private final SsoKit kit;

        App(SsoKit kit) {
            this.kit = kit;
        }

        /** Outside everything, to see what comes out of the kit's filter. */
        @Bean
        static FilterRegistrationBean<Filter> failures() {
            FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(ContractApp.failures());
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return registration;
        }

        @GetMapping("/open/**")
        String open(HttpServletRequest request) {
            return ContractApp.open(request);
        }

        @GetMapping("/app/**")
        String who(HttpServletRequest request) {
            return ContractApp.who(request);
        }

        @GetMapping("/app/fails")
        String fails() throws ServletException {
            return ContractApp.fail();
        }

        @GetMapping("/app/launch")
        String launch(HttpServletRequest request) {
            return ContractApp.launch(kit, request);
        }
    }
}
