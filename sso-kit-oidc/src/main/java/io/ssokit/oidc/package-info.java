/** OpenID Connect: pac4j's client asks, the answer is verified here on Nimbus' signatures. */
@NullMarked
package io.ssokit.oidc;

import org.jspecify.annotations.NullMarked;
