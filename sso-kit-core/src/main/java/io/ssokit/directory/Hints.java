package io.ssokit.directory;

import io.ssokit.directory.DirectoryStatus.Hint;
import io.ssokit.directory.DirectoryStatus.Matter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be said of a directory by what has come in. Immutable. */
final class Hints {
    /** Entra asks every 40 minutes, Okta and OneLogin when something changes. */
    private static final Duration SILENCE = Duration.ofDays(1);

    private static final Duration SOON = Duration.ofDays(14);
    /** One failed request between two good ones is no news. */
    private static final Duration LASTING = Duration.ofMinutes(10);

    private final Activity activity;
    private final Instant now;
    private final List<Hint> hints = new ArrayList<>();

    private Hints(Activity activity, Instant now) {
        this.activity = activity;
        this.now = now;
    }

    /**
     * @param directory empty if it is the configuration's
     * @param paused since when, if it is
     */
    static List<Hint> of(
            Activity activity, Optional<ManagedDirectory> directory, Optional<Instant> paused, Instant now) {
        Hints all = new Hints(activity, now);
        paused.ifPresent(since ->
                all.add(Matter.PAUSED, since, "every request is answered 503 until somebody resumes the directory"));
        directory.ifPresent(all::credentials);
        all.requests(directory.map(ManagedDirectory::changed));
        all.groups();
        directory.ifPresent(all::expiry);
        return List.copyOf(all.hints);
    }

    private void credentials(ManagedDirectory directory) {
        if (directory.credentials().stream().noneMatch(credential -> credential.isLive(now))) {
            add(
                    Matter.NO_CREDENTIAL,
                    directory.changed(),
                    "no token is live: create one and enter it at the identity provider");
        }
    }

    private void requests(Optional<Instant> changed) {
        Instant accepted = activity.request().orElse(Instant.MIN);
        Optional<Instant> refused = activity.refused().filter(accepted::isBefore);
        if (refused.isPresent()) {
            Instant since = activity.request().orElse(refused.get());
            add(
                    Matter.REFUSED,
                    since,
                    "every request is refused with 401 since " + text(since) + ", the last at " + text(refused.get())
                            + ": the identity provider sends a token that has expired or was revoked; create a new one and"
                            + " enter it there");
        } else if (activity.request().isEmpty()) {
            add(
                    Matter.NOTHING_RECEIVED,
                    changed.orElse(now),
                    "nothing has been received yet: enter base URL and token at the identity provider and switch"
                            + " provisioning on there");
        } else if (accepted.isBefore(now.minus(SILENCE))) {
            add(
                    Matter.SILENT,
                    accepted,
                    "nothing received since " + text(accepted)
                            + ": look whether provisioning is switched off or in quarantine at the identity provider");
        }
        failures();
    }

    private void failures() {
        Instant success = activity.success().orElse(Instant.MIN);
        activity.failure()
                .filter(failure -> success.equals(Instant.MIN) || failure.at().isAfter(success.plus(LASTING)))
                .ifPresent(failure -> add(
                        Matter.FAILING,
                        failure.at(),
                        (success.equals(Instant.MIN)
                                        ? "no request has succeeded yet"
                                        : "no request has succeeded since " + text(success))
                                + "; the last one failed at " + text(failure.at()) + ": " + failure.what()));
    }

    private void groups() {
        if (activity.users() > 0 && activity.groups() == 0) {
            add(
                    Matter.USERS_BUT_NO_GROUPS,
                    activity.request().orElse(now),
                    "users but no groups have been received: assign groups to the application at the identity provider and"
                            + " have it send them (Okta: Push Groups; OneLogin: Rules and the Groups parameter; Entra: group"
                            + " mapping and assignment)");
        }
    }

    private void expiry(ManagedDirectory directory) {
        directory.credentials().stream()
                .filter(credential -> credential.isLive(now))
                .filter(credential -> credential
                        .expires()
                        .filter(end -> end.isBefore(now.plus(SOON)))
                        .isPresent())
                .forEach(credential -> add(
                        Matter.EXPIRES_SOON,
                        credential.expires().orElseThrow(),
                        "'" + credential.label() + "' expires at "
                                + text(credential.expires().orElseThrow())
                                + ": create a second one beside it and enter that at the identity provider"));
    }

    private void add(Matter matter, Instant since, String sentence) {
        hints.add(new Hint(matter, since, sentence));
    }

    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
