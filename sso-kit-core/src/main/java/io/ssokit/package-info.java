/** The front door: {@link io.ssokit.SsoKit} and its builder. */
@NullMarked
package io.ssokit;

import org.jspecify.annotations.NullMarked;
