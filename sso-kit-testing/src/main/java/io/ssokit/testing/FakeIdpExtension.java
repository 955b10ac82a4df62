package io.ssokit.testing;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs a {@link FakeIdp} around JUnit 5 tests: one for the class from a static field or {@code @ExtendWith}, one for each
 * test from an instance field. Test methods may have parameters of type {@link FakeIdp} and {@link TestBrowser}; each
 * browser is a new one.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final FakeIdpExtension IDP = FakeIdpExtension.of(FakeIdp.builder().singleSignOn());
 *
 * @Test
 * void login(FakeIdp idp, TestBrowser browser) { … }
 * }</pre>
 *
 * <p>JUnit is an optional dependency: add {@code junit-jupiter} to the tests that use this.
 */
public final class FakeIdpExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private final FakeIdp.Builder builder;
    private int users;
    private @Nullable FakeIdp running;

    /** For {@code @ExtendWith}: the standard provider. */
    public FakeIdpExtension() {
        this(FakeIdp.builder());
    }

    private FakeIdpExtension(FakeIdp.Builder builder) {
        this.builder = builder;
    }

    /** For {@code @RegisterExtension}: a provider of one's own configuration. */
    public static FakeIdpExtension of(FakeIdp.Builder builder) {
        return new FakeIdpExtension(builder);
    }

    /**
     * The running provider.
     *
     * @throws IllegalStateException outside a test
     */
    public synchronized FakeIdp idp() {
        if (running == null) {
            throw new IllegalStateException("no test is running");
        }
        return running;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        enter();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        enter();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        leave();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        leave();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == FakeIdp.class || type == TestBrowser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FakeIdp.class ? idp() : TestBrowser.create();
    }

    /** Whoever comes first starts it: the class for a static field, the test for an instance field. */
    private synchronized void enter() {
        if (users++ == 0) {
            running = builder.start();
        }
    }

    private synchronized void leave() {
        if (--users == 0 && running != null) {
            running.close();
            running = null;
        }
    }
}
