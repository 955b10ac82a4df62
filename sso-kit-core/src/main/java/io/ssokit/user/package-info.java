/** People and groups as the app keeps them, and the SPI to keep them. */
@NullMarked
package io.ssokit.user;

import org.jspecify.annotations.NullMarked;
