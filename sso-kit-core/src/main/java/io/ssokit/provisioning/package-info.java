/** What provisioning leaves behind it beside users and groups: events, counters, tombstones; and the SPIs to keep them. */
@NullMarked
package io.ssokit.provisioning;

import org.jspecify.annotations.NullMarked;
