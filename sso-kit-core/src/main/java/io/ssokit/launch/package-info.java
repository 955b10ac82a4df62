/** Pre-signed one-time URLs: from a portal tile to a signed-in profile. */
@NullMarked
package io.ssokit.launch;

import org.jspecify.annotations.NullMarked;
