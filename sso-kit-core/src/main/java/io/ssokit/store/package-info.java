/** The bundle of stores an app hands to the kit, and the in-memory one. */
@NullMarked
package io.ssokit.store;

import org.jspecify.annotations.NullMarked;
