/** Things usable once. */
@NullMarked
package io.ssokit.state;

import org.jspecify.annotations.NullMarked;
