package io.ssokit.attack;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Says once, when all tests of the process have run, how many attacks there were. */
final class AttackTotal implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(Namespace.create(AttackTotal.class)).getOrComputeIfAbsent("total", any ->
                (AutoCloseable) () -> System.out.println(Attacks.total()));
    }
}
