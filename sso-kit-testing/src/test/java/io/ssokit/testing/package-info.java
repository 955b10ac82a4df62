@NullMarked
package io.ssokit.testing;

import org.jspecify.annotations.NullMarked;
