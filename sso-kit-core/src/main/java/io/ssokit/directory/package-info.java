/** Which customers may be provisioned by SCIM, with which tokens: made and changed while the app runs. */
@NullMarked
package io.ssokit.directory;

import org.jspecify.annotations.NullMarked;
