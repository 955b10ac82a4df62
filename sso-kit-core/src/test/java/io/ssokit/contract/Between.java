package io.ssokit.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/** What somebody else does in the middle of a call's work, put there exactly: races without threads. */
public final class Between {
    private Between() {}

    /** The same store, but just before the first call of this method gets there, somebody else does something. */
    public static <T> T justBefore(Class<T> spi, T real, String method, Runnable somebodyElse) {
        AtomicBoolean first = new AtomicBoolean(true);
        return spi.cast(Proxy.newProxyInstance(spi.getClassLoader(), new Class<?>[] {spi}, (proxy, called, values) -> {
            if (called.getName().equals(method) && first.getAndSet(false)) {
                somebodyElse.run();
            }
            return call(real, called, values);
        }));
    }

    private static Object call(Object real, Method called, Object[] values) throws Throwable {
        try {
            return called.invoke(real, values);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
