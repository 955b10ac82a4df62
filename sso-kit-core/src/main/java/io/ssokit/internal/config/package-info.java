/** Reads blocks of keys: the same connection from YAML, from Spring's properties and from the stores. */
@NullMarked
package io.ssokit.internal.config;

import org.jspecify.annotations.NullMarked;
