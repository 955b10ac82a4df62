package io.ssokit.login;

import io.ssokit.error.StoreException;
import io.ssokit.store.Stores;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.UserStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;

/** Stores whose calls are written down, or fail. */
final class CountingStores {
    private CountingStores() {}

    /** The same object; the name of each method that is called on it goes into {@code calls}. */
    static <T> T counted(Class<T> type, T object, List<String> calls) {
        return proxy(type, (proxy, method, arguments) -> {
            calls.add(method.getName());
            try {
                return method.invoke(object, arguments);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        });
    }

    /** The same stores; calls of the people's and the links' go into {@code calls}. */
    static Stores counted(Stores rest, List<String> calls) {
        UserStore users = counted(UserStore.class, rest.users(), calls);
        IdentityLinks links = counted(IdentityLinks.class, rest.links(), calls);
        return proxy(Stores.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "users" -> users;
            case "links" -> links;
            default -> method.invoke(rest, arguments);
        });
    }

    /** The same stores, but people cannot be read. */
    static Stores failing(Stores rest) {
        return rest.withUsers(proxy(UserStore.class, (proxy, method, arguments) -> {
            throw new StoreException.Unavailable("users", Duration.ofSeconds(5), null);
        }));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
