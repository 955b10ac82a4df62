package io.ssokit.spring;

import io.ssokit.SsoKit;

/**
 * What an app sets on the builder after its properties were read. Every bean of this type is called once, in their
 * {@link org.springframework.core.annotation.Order}, while the {@link SsoKit} bean is made.
 */
@FunctionalInterface
public interface SsoKitCustomizer {
    /** Sets more options. */
    void customize(SsoKit.Builder builder);
}
