package io.ssokit.internal;

/** Who does something, as the app names them to the audit. */
public final class ActorName {
    private static final int MAX = 200;

    private ActorName() {}

    /**
     * The name in one line of at most 200 characters.
     *
     * @throws IllegalArgumentException if nothing of it can be seen
     */
    public static String of(String actor) {
        String shown = actor.replaceAll("\\p{C}|\\p{Zl}|\\p{Zp}", " ").strip();
        if (shown.isEmpty()) {
            throw new IllegalArgumentException("who does this must be named");
        }
        return shown.substring(0, Math.min(shown.length(), MAX));
    }
}
