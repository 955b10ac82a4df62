/**
 * Test doubles for single sign-on and provisioning: an identity provider in the same JVM ({@link
 * io.ssokit.testing.FakeIdp}), a small browser that logs in with it ({@link io.ssokit.testing.TestBrowser}), and a SCIM
 * client that talks like the real ones ({@link io.ssokit.testing.ScimClient}).
 *
 * <p>Nothing here shares code with the parts of sso-kit it tests: messages are signed with the JDK's XML-DSig and JCA, so
 * that a mistake made on one side is not repeated on the other.
 */
@NullMarked
package io.ssokit.testing;

import org.jspecify.annotations.NullMarked;
