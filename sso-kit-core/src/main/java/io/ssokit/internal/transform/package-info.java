/** The small, terminating language of attribute mappings: see docs/attribute-mapping.md. */
@NullMarked
package io.ssokit.internal.transform;

import org.jspecify.annotations.NullMarked;
