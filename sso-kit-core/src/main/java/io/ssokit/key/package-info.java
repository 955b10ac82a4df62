/** Our own keys towards SAML identity providers: made, kept, rotated and retired. */
@NullMarked
package io.ssokit.key;

import org.jspecify.annotations.NullMarked;
