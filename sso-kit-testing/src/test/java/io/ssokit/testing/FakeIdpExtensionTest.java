package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

class FakeIdpExtensionTest {
    @RegisterExtension
    static final FakeIdpExtension SHARED = FakeIdpExtension.of(FakeIdp.builder().emailDomain("acme.example"));

    /** The extension asks its context nothing. */
    private static final ExtensionContext CONTEXT = (ExtensionContext) Proxy.newProxyInstance(
            ExtensionContext.class.getClassLoader(), new Class<?>[] {ExtensionContext.class}, (proxy, method, args) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    @Test
    void parameters_ofBothTypes_areResolved(FakeIdp idp, TestBrowser browser) {
        assertThat(idp).isSameAs(SHARED.idp());
        assertThat(browser.get(idp.saml().metadataUri()).status()).isEqualTo(200);
        assertThat(idp.persona("alice").email()).isEqualTo("alice@acme.example");
    }

    @Test
    void instanceField_eachTest_hasItsOwnAndClosesIt() {
        FakeIdpExtension extension = new FakeIdpExtension();
        extension.beforeEach(CONTEXT);
        FakeIdp first = extension.idp();

        assertThat(answers(first)).isTrue();

        extension.afterEach(CONTEXT);

        assertThat(answers(first)).isFalse();
        assertThatThrownBy(extension::idp).isInstanceOf(IllegalStateException.class);

        extension.beforeEach(CONTEXT);

        assertThat(extension.idp()).isNotSameAs(first);

        extension.afterEach(CONTEXT);
    }

    @Test
    void staticField_testsAndNestedClasses_shareOneUntilTheLastIsOver() {
        FakeIdpExtension extension = new FakeIdpExtension();
        extension.beforeAll(CONTEXT);
        FakeIdp shared = extension.idp();
        extension.beforeAll(CONTEXT); // a nested class
        extension.beforeEach(CONTEXT);

        assertThat(extension.idp()).isSameAs(shared);

        extension.afterEach(CONTEXT);
        extension.afterAll(CONTEXT);

        assertThat(answers(shared)).isTrue();

        extension.afterAll(CONTEXT);

        assertThat(answers(shared)).isFalse();
    }

    private static boolean answers(FakeIdp idp) {
        try {
            return TestBrowser.create().get(idp.baseUri()).status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
