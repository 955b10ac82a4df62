/** Spring Boot auto-configuration: the block {@code sso-kit:} of {@code application.yaml} becomes a kit. */
@NullMarked
package io.ssokit.spring;

import org.jspecify.annotations.NullMarked;
