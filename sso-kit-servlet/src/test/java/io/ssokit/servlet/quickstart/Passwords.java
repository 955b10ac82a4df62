package io.ssokit.servlet.quickstart;

import io.ssokit.user.User;
import java.util.Optional;

/** Whatever the app knows its own people by. */
@FunctionalInterface
public interface Passwords {
    /** The person whose name and password these are. */
    Optional<User> check(String user, String password);
}
