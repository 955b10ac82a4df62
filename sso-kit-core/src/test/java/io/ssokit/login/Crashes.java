package io.ssokit.login;

import io.ssokit.error.StoreException;
import io.ssokit.session.SessionRevocations;
import io.ssokit.store.Stores;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.UserStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;

/** F-09: stores of which one call, the n-th, is the last before the process dies: before its work is done, or just behind it. */
final class Crashes {
    private final int fatal;
    private final boolean afterwards;
    private int calls;
    private boolean happened;

    Crashes(int fatal, boolean afterwards) {
        this.fatal = fatal;
        this.afterwards = afterwards;
    }

    /** Whether there were that many calls. */
    boolean happened() {
        return happened;
    }

    Stores of(Stores real) {
        return (Stores) Proxy.newProxyInstance(
                Stores.class.getClassLoader(), new Class<?>[] {Stores.class}, (proxy, store, values) -> {
                    Object found = call(real, store, values);
                    Class<?> spi = store.getReturnType();
                    boolean counted =
                            spi == UserStore.class || spi == IdentityLinks.class || spi == SessionRevocations.class;
                    return counted ? counting(spi, found) : found;
                });
    }

    private Object counting(Class<?> spi, Object real) {
        return Proxy.newProxyInstance(spi.getClassLoader(), new Class<?>[] {spi}, (proxy, called, values) -> {
            boolean last = ++calls == fatal;
            if (last && !afterwards) {
                throw death();
            }
            Object result = call(real, called, values);
            if (last) {
                throw death();
            }
            return result;
        });
    }

    private StoreException death() {
        happened = true;
        return new StoreException.Unavailable("the process has died", Duration.ofSeconds(1), null);
    }

    private static Object call(Object real, Method called, Object[] values) throws Throwable {
        try {
            return called.invoke(real, values);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
