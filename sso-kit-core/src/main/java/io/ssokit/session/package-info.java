/** What a signed-in person carries, and how it ends. */
@NullMarked
package io.ssokit.session;

import org.jspecify.annotations.NullMarked;
