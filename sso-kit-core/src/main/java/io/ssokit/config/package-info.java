/** One reader for the YAML file, Spring's properties and the connection store: the same keys, the same errors. */
@NullMarked
package io.ssokit.config;

import org.jspecify.annotations.NullMarked;
