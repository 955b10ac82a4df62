package io.ssokit.connection;

import io.ssokit.internal.CaseKey;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one customer's identity provider may do by SCIM, and what protects the customer from its mistakes. Immutable.
 *
 * @param allow what it may do; approval of single changes happens at the identity provider
 * @param rateLimit requests per minute for each token, twice that for all together; more are answered 429
 * @param strict where the RFCs are held against what providers send
 * @param paused whether every request is answered 503 until somebody resumes the directory
 * @param breakerPercent the share of active people that may be switched off or deleted within {@code breakerWindow};
 *     beyond it nobody else is until somebody resumes it; 100 never stops
 * @param breakerWindow see {@code breakerPercent}
 * @param adminGroups names of groups of which provisioning cannot take away the last active member
 * @param protectedGroups names of groups that provisioning neither creates nor changes
 * @param protectedUsers user names of people whom provisioning does not change
 * @param webhook where changes are sent as security event tokens (RFC 9967)
 * @param webhookSecret signs these tokens, at least 32 characters
 * @param insecureAllowHttp whether the webhook may have plain http and a private address, for tests
 */
public record ScimSettings(
        Set<ScimAction> allow,
        int rateLimit,
        Set<ScimStrictness> strict,
        boolean paused,
        int breakerPercent,
        Duration breakerWindow,
        Set<String> adminGroups,
        Set<String> protectedGroups,
        Set<String> protectedUsers,
        Optional<URI> webhook,
        Optional<Secret> webhookSecret,
        boolean insecureAllowHttp) {
    private static final int SHORTEST_SECRET = 32;

    public ScimSettings {
        allow = Set.copyOf(allow);
        strict = Set.copyOf(strict);
        adminGroups = folded(adminGroups);
        protectedGroups = folded(protectedGroups);
        protectedUsers = folded(protectedUsers);
        List<String> problems = new ArrayList<>();
        if (rateLimit < 1) {
            problems.add("rate-limit must be at least 1 request per minute");
        }
        if (breakerPercent < 1 || breakerPercent > 100) {
            problems.add("breaker-percent must be 1 to 100");
        }
        if (breakerWindow.compareTo(Duration.ofMinutes(1)) < 0 || breakerWindow.compareTo(Duration.ofDays(1)) > 0) {
            problems.add("breaker-window must be one minute to one day");
        }
        webhook.flatMap(url -> Urls.problemOf(url, insecureAllowHttp))
                .ifPresent(problem -> problems.add("webhook: " + problem));
        if (webhook.isPresent() != webhookSecret.isPresent()) {
            problems.add("webhook and webhook-secret need each other");
        }
        if (webhookSecret
                .filter(secret -> secret.reveal().length() < SHORTEST_SECRET)
                .isPresent()) {
            problems.add("webhook-secret needs " + SHORTEST_SECRET + " characters");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Everything allowed, tolerant, 6,000 requests a minute, a breaker at half of the people within ten minutes. */
    public static ScimSettings usual() {
        return new Builder().build();
    }

    /** Starts from {@link #usual()}. */
    public static Builder builder() {
        return new Builder();
    }

    /** The same settings for a directory that may do this. */
    public ScimSettings allowing(Set<ScimAction> actions) {
        return new ScimSettings(
                actions,
                rateLimit,
                strict,
                paused,
                breakerPercent,
                breakerWindow,
                adminGroups,
                protectedGroups,
                protectedUsers,
                webhook,
                webhookSecret,
                insecureAllowHttp);
    }

    /** Starts from these. */
    public Builder toBuilder() {
        Builder builder = new Builder()
                .allow(allow)
                .rateLimit(rateLimit)
                .strict(strict)
                .paused(paused)
                .breakerPercent(breakerPercent)
                .breakerWindow(breakerWindow)
                .adminGroups(adminGroups)
                .protectedGroups(protectedGroups)
                .protectedUsers(protectedUsers);
        builder.webhook = webhook;
        builder.webhookSecret = webhookSecret;
        builder.insecureAllowHttp = insecureAllowHttp;
        return builder;
    }

    /** Whether this rule is held against the client. */
    public boolean isStrict(ScimStrictness rule) {
        return strict.contains(rule);
    }

    private static Set<String> folded(Collection<String> names) {
        return Set.copyOf(names.stream().map(CaseKey::of).toList());
    }

    /** Makes settings. Not thread-safe. */
    public static final class Builder {
        private Set<ScimAction> allow = EnumSet.allOf(ScimAction.class);
        private int rateLimit = 6_000;
        private Set<ScimStrictness> strict = Set.of();
        private boolean paused;
        private int breakerPercent = 50;
        private Duration breakerWindow = Duration.ofMinutes(10);
        private Set<String> adminGroups = Set.of();
        private Set<String> protectedGroups = Set.of();
        private Set<String> protectedUsers = Set.of();
        private Optional<URI> webhook = Optional.empty();
        private Optional<Secret> webhookSecret = Optional.empty();
        private boolean insecureAllowHttp;

        private Builder() {}

        /** What the identity provider may do; everything by default. */
        public Builder allow(Collection<ScimAction> actions) {
            this.allow = Set.copyOf(actions);
            return this;
        }

        /** Requests per minute for each token; 6,000 by default. */
        public Builder rateLimit(int requestsPerMinute) {
            this.rateLimit = requestsPerMinute;
            return this;
        }

        /** Where to be strict; nowhere by default. */
        public Builder strict(Collection<ScimStrictness> rules) {
            this.strict = Set.copyOf(rules);
            return this;
        }

        /** Whether to answer nothing but 503. */
        public Builder paused(boolean value) {
            this.paused = value;
            return this;
        }

        /** The share of active people, in percent, that may go within the window; 50 by default, 100 for all. */
        public Builder breakerPercent(int value) {
            this.breakerPercent = value;
            return this;
        }

        /** One minute to one day; ten minutes by default. */
        public Builder breakerWindow(Duration value) {
            this.breakerWindow = value;
            return this;
        }

        /** Groups whose last active member stays; none by default. */
        public Builder adminGroups(Collection<String> names) {
            this.adminGroups = Set.copyOf(names);
            return this;
        }

        /** Groups that are the app's own; none by default. */
        public Builder protectedGroups(Collection<String> names) {
            this.protectedGroups = Set.copyOf(names);
            return this;
        }

        /** People who are the app's own; none by default. */
        public Builder protectedUsers(Collection<String> userNames) {
            this.protectedUsers = Set.copyOf(userNames);
            return this;
        }

        /** Where to send changes; needs a {@link #webhookSecret}. */
        public Builder webhook(URI url) {
            this.webhook = Optional.of(url);
            return this;
        }

        /** Signs what the webhook gets. */
        public Builder webhookSecret(Secret secret) {
            this.webhookSecret = Optional.of(secret);
            return this;
        }

        /** Lets the webhook have plain http and a loopback or private address: for tests. */
        public Builder insecureAllowHttp() {
            this.insecureAllowHttp = true;
            return this;
        }

        /** @throws IllegalArgumentException naming every setting that is out of bounds */
        public ScimSettings build() {
            return new ScimSettings(
                    allow,
                    rateLimit,
                    strict,
                    paused,
                    breakerPercent,
                    breakerWindow,
                    adminGroups,
                    protectedGroups,
                    protectedUsers,
                    webhook,
                    webhookSecret,
                    insecureAllowHttp);
        }
    }
}
