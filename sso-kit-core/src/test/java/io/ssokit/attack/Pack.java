package io.ssokit.attack;

import java.util.Map;
import java.util.stream.Stream;

/** A family of attacks, tried on every fixture. */
final class Pack {
    private static final int MANY = 12;

    private Pack() {}

    /** Makes messages from a fixture, none of which may sign anybody in; no message where the attack has no place. */
    @FunctionalInterface
    interface Forgery {
        /** Form fields. */
        Stream<String> from(Fixture fixture);
    }

    /**
     * Tries {@code forgeries} on every fixture, after that fixture itself was let in.
     *
     * @param row id in the security matrix
     */
    static Attacks tryAll(String row, Map<String, Forgery> forgeries) {
        Attacks attacks = new Attacks(row);
        for (Fixture fixture : forgeries.size() > MANY ? Fixture.most() : Fixture.all()) {
            attacks.twin(fixture.toString(), fixture.post(fixture.encode(fixture.good())));
            forgeries.forEach((about, forgery) -> forgery.from(fixture)
                    .forEach(message -> attacks.count(fixture + " " + about, fixture.post(message), true)));
        }
        return attacks;
    }
}
