/** Who we are and whom we trust: service provider, identity provider connections, mappings. */
@NullMarked
package io.ssokit.connection;

import org.jspecify.annotations.NullMarked;
