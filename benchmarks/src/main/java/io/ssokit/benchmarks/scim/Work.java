package io.ssokit.benchmarks.scim;

import io.ssokit.benchmarks.scim.Connection.Reply;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** One line of the table: which requests are sent. */
abstract class Work {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final String name;
    private final int connections;

    Work(String name, int connections) {
        this.name = name;
        this.connections = connections;
    }

    final String name() {
        return name;
    }

    final int connections() {
        return connections;
    }

    /** Sends the connection's n-th request of this work and sees to it that it is answered as it must be. */
    abstract void request(ServerProcess server, Connection connection, int n) throws IOException;

    static Work create() {
        return new Work("create a user", ScimLoad.CONNECTIONS) {
            @Override
            void request(ServerProcess server, Connection connection, int n) throws IOException {
                int number = NEXT.incrementAndGet();
                require(
                        201,
                        "",
                        connection.send(
                                "POST",
                                ScimServer.BASE + "/Users",
                                People.user("new" + number + "@acme.example", number)));
            }
        };
    }

    static Work get() {
        return new Work("get a user", ScimLoad.CONNECTIONS) {
            @Override
            void request(ServerProcess server, Connection connection, int n) throws IOException {
                int number = any();
                require(
                        200,
                        People.userName(number),
                        connection.send("GET", ScimServer.BASE + "/Users/" + server.id(number), ""));
            }
        };
    }

    static Work byUserName() {
        return new Work("`userName eq`", ScimLoad.CONNECTIONS) {
            @Override
            void request(ServerProcess server, Connection connection, int n) throws IOException {
                int number = any();
                String filter = "userName%20eq%20%22" + People.userName(number) + "%22";
                require(
                        200,
                        server.id(number),
                        connection.send("GET", ScimServer.BASE + "/Users?filter=" + filter, ""));
            }
        };
    }

    static Work patch() {
        return new Work("PATCH one attribute", ScimLoad.CONNECTIONS) {
            @Override
            void request(ServerProcess server, Connection connection, int n) throws IOException {
                int number = any();
                String body =
                        operations("{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Changed " + n + "\"}");
                require(
                        200,
                        "\"Changed " + n + "\"",
                        connection.send("PATCH", ScimServer.BASE + "/Users/" + server.id(number), body));
            }
        };
    }

    static Work list() {
        return new Work("list 100 users", ScimLoad.CONNECTIONS) {
            @Override
            void request(ServerProcess server, Connection connection, int n) throws IOException {
                int start = 1 + ThreadLocalRandom.current().nextInt(ScimLoad.USERS - 100);
                require(
                        200,
                        "\"itemsPerPage\":100",
                        connection.send("GET", ScimServer.BASE + "/Users?startIndex=" + start + "&count=100", ""));
            }
        };
    }

    /**
     * Somebody joins a group and leaves it again, over and over.
     *
     * @param group its id
     * @param userId somebody who is no member
     */
    static Work member(int members, String group, String userId) {
        return new Work("add / remove a member of %,d".formatted(members), 1) {
            @Override
            void request(ServerProcess server, Connection connection, int n) throws IOException {
                Reply reply = connection.send("PATCH", ScimServer.BASE + "/Groups/" + group, memberChange(n, userId));
                require(reply.status() == 204 ? 204 : 200, "", reply);
            }
        };
    }

    /** The body by which somebody joins, or, for an odd number, leaves again. */
    static String memberChange(int number, String userId) {
        return operations(
                number % 2 == 0
                        ? "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"" + userId + "\"}]}"
                        : "{\"op\":\"remove\",\"path\":\"members[value eq \\\"" + userId + "\\\"]\"}");
    }

    private static String operations(String operation) {
        return "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[" + operation + "]}";
    }

    private static int any() {
        return ThreadLocalRandom.current().nextInt(ScimLoad.USERS);
    }

    private static void require(int status, String part, Reply reply) {
        if (reply.status() != status || (!part.isEmpty() && !reply.text().contains(part))) {
            throw new IllegalStateException("not as expected: " + reply.status() + " " + reply.text());
        }
    }
}
