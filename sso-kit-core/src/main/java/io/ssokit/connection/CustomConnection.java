package io.ssokit.connection;

/**
 * A connection served by an engine from another module or from the app. Immutable.
 *
 * @param id the name in URLs and events
 * @param trust what all connections have in common
 * @param protocol the engine's own word; the engine that says it serves this word gets the connection
 * @param settings whatever the engine needs, opaque to the kit
 */
public record CustomConnection(String id, Trust trust, String protocol, Object settings) implements IdpConnection {
    /** Starts a connection for the engine that serves {@code protocol}. */
    public static Builder of(String id, String protocol, Object settings) {
        return new Builder(id, protocol, settings);
    }

    /** Options of a custom connection. Not thread-safe. */
    public static final class Builder extends ConnectionBuilder<Builder> {
        private final String protocol;
        private final Object settings;

        Builder(String id, String protocol, Object settings) {
            super(id);
            this.protocol = protocol;
            this.settings = settings;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        public CustomConnection build() {
            Trust trust = trust();
            refuseProblems();
            return new CustomConnection(id, trust, protocol, settings);
        }
    }
}
