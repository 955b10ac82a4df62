package io.ssokit.servlet;

import io.ssokit.session.SsoSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/** Keeps the one thing that the kit has in the container's session. */
final class SessionKeeper {
    static final String ATTRIBUTE = "io.ssokit.session";

    /** Another tab may end the session between two calls, once or twice, not for ever. */
    private static final int TRIES = 3;

    private SessionKeeper() {}

    /** What is there, alive or not; null if nobody has signed in. Writes nothing and creates no session. */
    static @Nullable SsoSession read(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null) {
            return null;
        }
        try {
            return session.getAttribute(ATTRIBUTE) instanceof SsoSession found ? found : null;
        } catch (IllegalStateException endedByAnotherRequest) {
            return null;
        }
    }

    /**
     * Signs in: whatever session id the browser came with is dead afterwards (C-01, session fixation). What the app kept
     * for another person goes with that person.
     */
    static void begin(HttpServletRequest request, SsoSession session) {
        for (int tries = 1; ; tries++) {
            try {
                put(request, session);
                return;
            } catch (IllegalStateException endedByAnotherRequest) {
                if (tries == TRIES) {
                    throw endedByAnotherRequest;
                }
            }
        }
    }

    private static void put(HttpServletRequest request, SsoSession session) {
        SsoSession before = read(request);
        if (before != null && !isSamePerson(before, session)) {
            end(request);
        }
        // Also a new session may come with an id that the browser proposed: Tomcat does so across contexts.
        request.getSession(true);
        request.changeSessionId();
        request.getSession(true).setAttribute(ATTRIBUTE, session);
    }

    /** Keeps the successor of the session that is there; nothing happens if that has ended or is another. */
    static void replace(HttpServletRequest request, SsoSession next) {
        HttpSession session = request.getSession(false);
        SsoSession before = read(request);
        if (session == null || before == null || !before.id().equals(next.id())) {
            return;
        }
        try {
            session.setAttribute(ATTRIBUTE, next);
        } catch (IllegalStateException endedByAnotherRequest) {
            return;
        }
    }

    /** Ends the container's session with everything in it. */
    static void end(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            try {
                session.invalidate();
            } catch (IllegalStateException alreadyEnded) {
                return; // by another request of the same browser: it is what we want
            }
        }
    }

    private static boolean isSamePerson(SsoSession one, SsoSession other) {
        return one.tenant().equals(other.tenant()) && one.userId().equals(other.userId());
    }
}
