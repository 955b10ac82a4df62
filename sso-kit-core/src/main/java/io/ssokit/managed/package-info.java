/** Connections that an administrator changes while the app runs. */
@NullMarked
package io.ssokit.managed;

import org.jspecify.annotations.NullMarked;
