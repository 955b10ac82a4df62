/** Root of every failure, and the reason codes every room may raise. */
@NullMarked
package io.ssokit.error;

import org.jspecify.annotations.NullMarked;
