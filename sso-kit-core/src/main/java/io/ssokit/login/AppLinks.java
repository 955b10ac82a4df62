package io.ssokit.login;

import io.ssokit.session.SsoSession;
import java.net.URI;

/**
 * The further applications that a sign-in may open, as the front door knows them: its launch targets. Called concurrently;
 * may block on a store.
 */
public interface AppLinks {
    /** Whether there is an application of this id. */
    boolean has(String app);

    /**
     * A link that opens the application for the person of this session, once.
     *
     * @param session a sign-in that has just been completed
     * @throws LoginException with APP_REFUSED if the person may not open it
     * @throws io.ssokit.error.StoreException if a store does not answer
     */
    URI link(SsoSession session, String app);

    /** Where there is none. */
    AppLinks NONE = new AppLinks() {
        @Override
        public boolean has(String app) {
            return false;
        }

        @Override
        public URI link(SsoSession session, String app) {
            throw Apps.refused("an application of this app", "'" + app + "'");
        }
    };
}
