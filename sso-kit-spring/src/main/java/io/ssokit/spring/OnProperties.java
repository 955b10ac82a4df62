package io.ssokit.spring;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Any property under {@code sso-kit}: one that is forgotten must be a failure, not an app without protection. */
final class OnProperties extends SpringBootCondition {
    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("sso-kit");
        return PropertyTree.isIn(context.getEnvironment())
                ? ConditionOutcome.match(message.because("there are properties under sso-kit"))
                : ConditionOutcome.noMatch(message.because("there is no property under sso-kit"));
    }
}
