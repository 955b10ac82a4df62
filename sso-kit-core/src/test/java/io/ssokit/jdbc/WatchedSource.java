package io.ssokit.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database that tells which statements were sent, and fails where a test wants it. */
final class WatchedSource {
    private final DataSource source;
    private final List<String> statements = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private IntFunction<@Nullable SQLException> failure = at -> null;

    WatchedSource(DataSource source) {
        this.source = source;
    }

    /** Counts from 1 again, and fails where the function gives a failure. */
    void failing(IntFunction<@Nullable SQLException> at) {
        statements.clear();
        failure = at;
    }

    /** What was sent since {@link #failing}, commits included. */
    List<String> statements() {
        return statements;
    }

    int openConnections() {
        return open.get();
    }

    DataSource source() {
        return proxy(DataSource.class, source, (method, result) -> {
            if (result instanceof Connection connection) {
                open.incrementAndGet();
                return connection(connection);
            }
            return result;
        });
    }

    private Connection connection(Connection connection) {
        return proxy(Connection.class, connection, (method, result) -> {
            if (method.getName().equals("close")) {
                open.decrementAndGet();
            }
            return result instanceof PreparedStatement statement ? statement(statement) : result;
        });
    }

    private PreparedStatement statement(PreparedStatement statement) {
        return proxy(PreparedStatement.class, statement, (method, result) -> result);
    }

    @FunctionalInterface
    private interface After {
        @Nullable
        Object call(Method method, @Nullable Object result);
    }

    private <T> T proxy(Class<T> type, T behind, After after) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().startsWith("execute")
                            || method.getName().equals("commit")) {
                        statements.add(method.getName().equals("commit") ? "commit" : behind.toString());
                        SQLException failed = failure.apply(statements.size());
                        if (failed != null) {
                            throw failed;
                        }
                    }
                    try {
                        return after.call(method, method.invoke(behind, arguments));
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
