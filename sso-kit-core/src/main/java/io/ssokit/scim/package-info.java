/** SCIM 2.0 server without HTTP (RFC 7643, RFC 7644). */
@NullMarked
package io.ssokit.scim;

import org.jspecify.annotations.NullMarked;
