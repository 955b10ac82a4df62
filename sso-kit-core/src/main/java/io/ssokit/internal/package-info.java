/** Shared tools; not API, may change in any release. */
@NullMarked
package io.ssokit.internal;

import org.jspecify.annotations.NullMarked;
