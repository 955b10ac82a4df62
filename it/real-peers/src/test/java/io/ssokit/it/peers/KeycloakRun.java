package io.ssokit.it.peers;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands out the one {@link Keycloak} of a test run: it starts when first asked for and ends after the last test class. */
final class KeycloakRun implements ParameterResolver {

    private record Running(Keycloak keycloak) implements AutoCloseable {
        @Override
        public void close() {
            keycloak.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Keycloak.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(KeycloakRun.class))
                .getOrComputeIfAbsent(Running.class, type -> new Running(Keycloak.start()), Running.class)
                .keycloak();
    }
}
