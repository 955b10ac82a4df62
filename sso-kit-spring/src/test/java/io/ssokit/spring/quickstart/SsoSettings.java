package io.ssokit.spring.quickstart;

import io.ssokit.audit.AuditListener;
import io.ssokit.spring.SsoKitCustomizer;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

// region customizer
@Configuration
class SsoSettings {
    @Bean
    AuditListener auditLog() {
        return event -> LoggerFactory.getLogger("audit").info("{}", event);
    }

    @Bean
    SsoKitCustomizer shortSessions() {
        return builder -> builder.sessionLifetime(Duration.ofHours(4));
    }
}
// end region
