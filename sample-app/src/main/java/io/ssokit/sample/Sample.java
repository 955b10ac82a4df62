package io.ssokit.sample;

import io.ssokit.SsoKit;
import java.util.Optional;

/**
 * What the sample's pages share. Immutable.
 *
 * @param kit the kit
 * @param events what happened lately
 * @param demo the identity providers inside; empty with a configuration file
 */
record Sample(SsoKit kit, RecentEvents events, Optional<Demo> demo) {
    /** What stands before every path of a link. */
    String root() {
        return kit.serviceProvider().contextPath();
    }
}
