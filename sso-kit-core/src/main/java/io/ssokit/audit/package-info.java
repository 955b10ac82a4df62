/** What happened, for the app's own log, metrics or event stream. */
@NullMarked
package io.ssokit.audit;

import org.jspecify.annotations.NullMarked;
