package io.ssokit.scim;

import io.ssokit.user.UserStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.function.Supplier;

/** A user store whose nth write goes wrong: before it is done, or behind it, when the answer is lost. */
final class FailingStore {
    private static final Set<String> WRITES =
            Set.of("create", "createGroup", "replace", "replaceGroup", "delete", "deleteGroup", "changeMembers");

    /** The end of a node in the middle of its work: nothing of ours catches it. */
    static final class NodeDied extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final UserStore real;
    private int countdown = Integer.MAX_VALUE;
    private boolean afterwards;
    private boolean always;
    private Supplier<? extends Throwable> failure = NodeDied::new;
    private int calls;

    FailingStore(UserStore real) {
        this.real = real;
    }

    /** The write after {@code more} others fails. */
    void failAfter(int more, boolean lostAnswer, Supplier<? extends Throwable> how) {
        this.countdown = more;
        this.afterwards = lostAnswer;
        this.failure = how;
    }

    /** From now on each write fails, or none. */
    void failAlways(boolean value, Supplier<? extends Throwable> how) {
        this.always = value;
        this.failure = how;
    }

    /** How often the store was called, reads and writes. */
    int calls() {
        return calls;
    }

    UserStore store() {
        return (UserStore) Proxy.newProxyInstance(
                UserStore.class.getClassLoader(), new Class<?>[] {UserStore.class}, (proxy, method, arguments) -> {
                    calls++;
                    boolean fails = WRITES.contains(method.getName()) && (always || countdown-- == 0);
                    if (fails && !afterwards) {
                        throw failure.get();
                    }
                    Object result;
                    try {
                        result = method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                    if (fails) {
                        throw failure.get();
                    }
                    return result;
                });
    }
}
