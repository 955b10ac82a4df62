package io.ssokit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.login.LoginReply;
import io.ssokit.login.LoginReply.SignOutResult;
import io.ssokit.login.LoginReply.SignOutResult.Outcome;
import io.ssokit.login.LoginRequest;
import io.ssokit.login.LogoutLab;
import io.ssokit.login.LogoutLab.SignedIn;
import java.util.ArrayList;
import java.util.List;

/** Counts logout messages that must end nobody's session, and says at the end that none did. */
final class LogoutAttacks {
    private final LogoutLab lab;
    private final String row;
    private final List<SignedIn> victims;
    private final List<String> accepted = new ArrayList<>();
    private int tried;

    /** @param victims are signed in, and have to be at the end */
    LogoutAttacks(LogoutLab lab, String row, SignedIn... victims) {
        this.lab = lab;
        this.row = row;
        this.victims = List.of(victims);
    }

    /** One message that must be refused with a page that says that nothing has changed. */
    void refused(String about, LoginRequest message) {
        LoginReply reply = tried(about, message);
        boolean page = reply instanceof SignOutResult result
                && result.outcome() == Outcome.REFUSED
                && result.error().map(error -> error.httpStatus() == 403).orElse(false);
        if (!page) {
            accepted.add(about + " was answered " + reply);
        }
    }

    /** One message that may be answered, but means none of the victims. */
    void harmless(String about, LoginRequest message) {
        tried(about, message);
    }

    private LoginReply tried(String about, LoginRequest message) {
        tried++;
        LoginReply reply = lab.receive(message);
        if (!victims.stream().allMatch(lab::isLive)) {
            accepted.add(about);
        }
        return reply;
    }

    void assertNoneAccepted() {
        System.out.printf("attacks: %d tried, %d accepted (%s)%n", tried, accepted.size(), row);
        assertThat(accepted).isEmpty();
        assertThat(tried).isPositive();
    }
}
