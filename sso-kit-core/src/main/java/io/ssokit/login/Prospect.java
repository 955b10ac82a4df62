package io.ssokit.login;

import io.ssokit.login.LoginResolver.Plan;
import io.ssokit.user.User;
import java.util.Optional;

/**
 * What is to become of an applicant. Immutable.
 *
 * @param person who signs in or is linked
 * @param goneId the person that the identity is linked with and who is deleted
 * @param refusal why nobody signs in, with {@link Plan#REFUSE}
 */
record Prospect(Plan plan, Optional<User> person, Optional<String> goneId, Optional<LoginException> refusal) {
    static Prospect signIn(User known) {
        return new Prospect(Plan.SIGN_IN, Optional.of(known), Optional.empty(), Optional.empty());
    }

    static Prospect link(User person, Optional<String> goneId) {
        return new Prospect(Plan.LINK, Optional.of(person), goneId, Optional.empty());
    }

    static Prospect create() {
        return new Prospect(Plan.CREATE, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Prospect refuse(LoginException why, Optional<String> goneId) {
        return new Prospect(Plan.REFUSE, Optional.empty(), goneId, Optional.of(why));
    }
}
