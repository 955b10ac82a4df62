package io.ssokit.sample;

import io.ssokit.SsoKit;
import jakarta.servlet.http.HttpServletRequest;
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

    /** A form of another site would act in this person's name (CSRF). Programs send no Origin. */
    boolean isForeign(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        String site = request.getHeader("Sec-Fetch-Site");
        boolean foreignOrigin =
                origin != null && !origin.equals(kit.serviceProvider().origin());
        return foreignOrigin || (site != null && !site.equals("same-origin") && !site.equals("none"));
    }
}
