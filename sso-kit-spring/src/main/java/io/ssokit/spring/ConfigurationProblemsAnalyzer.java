package io.ssokit.spring;

import io.ssokit.connection.ConfigurationProblems;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Every problem of the configuration on a line of its own instead of a stack trace. */
final class ConfigurationProblemsAnalyzer extends AbstractFailureAnalyzer<ConfigurationProblems> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationProblems cause) {
        return new FailureAnalysis(
                "The configuration of sso-kit is wrong:\n\n    " + String.join("\n    ", cause.problems()),
                "Correct these keys; in application.yaml they stand under 'sso-kit:'. docs/configuration.md explains each.",
                cause);
    }
}
