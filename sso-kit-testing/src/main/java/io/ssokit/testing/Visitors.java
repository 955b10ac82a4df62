package io.ssokit.testing;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who is at the browser: the login page, its two forms, and the provider's own session cookie. */
final class Visitors {

    /** Somebody signed in at the provider. */
    record Session(String id, Persona persona, Instant since) {}

    static final String WRONG = "User name or password is wrong.";

    private final String cookieName;
    private final Map<String, Persona> personas = new LinkedHashMap<>();
    private final Recent<Session> sessions = new Recent<>();
    private final Set<String> disabled = ConcurrentHashMap.newKeySet();

    /** Cookies do not know ports, so the port is part of the cookie's name. */
    Visitors(int port, List<Persona> personas) {
        this.cookieName = "fake-idp-" + port;
        personas.forEach(persona -> this.personas.put(persona.name(), persona));
    }

    List<Persona> personas() {
        return List.copyOf(personas.values());
    }

    Optional<Persona> find(String name) {
        return Optional.ofNullable(personas.get(name));
    }

    /** From now on that person can do nothing here, whatever sessions and tokens there are. */
    void disable(String name) {
        disabled.add(name);
    }

    void enable(String name) {
        disabled.remove(name);
    }

    boolean isEnabled(Persona persona) {
        return !disabled.contains(persona.name());
    }

    Optional<Session> session(Request request) {
        return request.cookie(cookieName).flatMap(sessions::find).filter(session -> isEnabled(session.persona()));
    }

    /** The persona of the one-click button, or the one whose name and password were typed. */
    Optional<Persona> authenticate(Params form) {
        Optional<String> oneClick = form.find("persona");
        if (oneClick.isPresent()) {
            return oneClick.flatMap(this::find).filter(this::isEnabled);
        }
        String typed = form.find("username").orElse("").trim();
        String password = form.find("password").orElse("");
        return personas.values().stream()
                .filter(persona -> typed.equals(persona.name()) || typed.equalsIgnoreCase(persona.email()))
                .filter(persona -> persona.password().equals(password) && isEnabled(persona))
                .findFirst();
    }

    Session begin(Persona persona, Instant now) {
        Session session = new Session(Random.token(24), persona, now);
        sessions.put(session.id(), session);
        return session;
    }

    /** That session is over, whatever cookie a browser still has. */
    void end(String sessionId) {
        sessions.take(sessionId);
    }

    Reply remember(Reply reply, Session session) {
        return reply.with("Set-Cookie", cookieName + "=" + session.id() + "; Path=/; HttpOnly; SameSite=Lax");
    }

    Reply forget(Reply reply, Request request) {
        request.cookie(cookieName).ifPresent(sessions::take);
        return reply.with("Set-Cookie", cookieName + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }
}
