package io.ssokit.it.postgresql;

import io.ssokit.connection.Secret;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.scim.ScimEndpoint;
import io.ssokit.scim.ScimRequest;
import io.ssokit.scim.ScimResponse;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server process that provisions without end until it is killed: creates people, puts them into groups and takes them out,
 * deletes them, and says each change that was answered with success. Arguments: database URL, tenant, ids of groups.
 */
final class WritingNode {
    private static final String TOKEN = "kill-token-0123456789-0123456789-0123456789";
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final int WRITERS = 6;

    private final ScimEndpoint endpoint;
    private final List<String> groups;
    private final PrintStream acknowledged;

    private WritingNode(ScimEndpoint endpoint, List<String> groups, PrintStream acknowledged) {
        this.endpoint = endpoint;
        this.groups = groups;
        this.acknowledged = acknowledged;
    }

    public static void main(String[] arguments) {
        JdbcStores stores = JdbcStores.connect(
                arguments[0], Optional.of("postgres"), Optional.of(Secret.of("-")), Clock.systemUTC());
        ScimEndpoint endpoint = ScimEndpoint.builder(
                        URI.create("https://app.example/scim/v2"), stores.users(), stores.revocations())
                .directories(List.of(ScimDirectory.of(arguments[1], Secret.of(TOKEN))))
                .build();
        List<String> groups = List.of(arguments).subList(2, arguments.length);
        // Each line is one write to the pipe: a line that arrived was acknowledged.
        PrintStream out = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
        WritingNode node = new WritingNode(endpoint, groups, out);
        for (int i = 0; i < WRITERS; i++) {
            new Thread(node::writeForEver).start();
        }
    }

    private void writeForEver() {
        Random chance = new Random();
        List<String> mine = new ArrayList<>();
        while (true) {
            String id = create();
            mine.add(id);
            String group = groups.get(chance.nextInt(groups.size()));
            member("add", group, id);
            if (chance.nextInt(3) == 0) {
                member("remove", group, mine.get(chance.nextInt(mine.size())));
            }
            if (chance.nextInt(4) == 0) {
                String gone = mine.remove(chance.nextInt(mine.size()));
                done("delete", "-", gone, send("DELETE", "/Users/" + gone, ""));
            }
        }
    }

    private String create() {
        ScimResponse answer = send(
                "POST",
                "/Users",
                "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"" + UUID.randomUUID()
                        + "\",\"emails\":[{\"value\":\"a@b.example\"},{\"value\":\"c@d.example\"}]}");
        Matcher id = ID.matcher(answer.text());
        if (!id.find()) {
            throw new IllegalStateException(answer.status() + " " + answer.text());
        }
        done("create", "-", id.group(1), answer);
        return id.group(1);
    }

    private void member(String op, String group, String user) {
        String operation = op.equals("add")
                ? "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"" + user + "\"}]}"
                : "{\"op\":\"remove\",\"path\":\"members[value eq \\\"" + user + "\\\"]\"}";
        done(
                op,
                group,
                user,
                send(
                        "PATCH",
                        "/Groups/" + group,
                        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[" + operation
                                + "]}"));
    }

    private ScimResponse send(String method, String path, String body) {
        return endpoint.handle(ScimRequest.of(method, path)
                .header("Authorization", "Bearer " + TOKEN)
                .json(body));
    }

    private void done(String what, String group, String user, ScimResponse answer) {
        if (answer.status() >= 300) {
            throw new IllegalStateException(what + " " + answer.status() + " " + answer.text());
        }
        byte[] line = (what + " " + group + " " + user + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (acknowledged) {
            acknowledged.write(line, 0, line.length);
            acknowledged.flush();
        }
    }
}
