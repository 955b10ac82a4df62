package io.ssokit.benchmarks.scim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link ScimServer} in a process of its own. Not thread-safe. */
final class ServerProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final int port;
    private final List<String> ids = new ArrayList<>();

    /** @param name one of {@link ScimServer#PEERS} */
    ServerProcess(String name, List<String> jvmOptions) throws IOException {
        this.name = name;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        // Jersey logs to java.util.logging, everybody else to SLF4J.
        command.add("-Djava.util.logging.config.file=/dev/null");
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ScimServer.class.getName(), name));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        String line = output.readLine();
        // The JVM may have something to say first.
        while (line != null && !line.startsWith(ScimServer.READY)) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException(name + " did not start");
        }
        port = Integer.parseInt(line.substring(ScimServer.READY.length()));
    }

    String name() {
        return name;
    }

    Connection connect() throws IOException {
        return new Connection(port);
    }

    /** The processor time that the process has used, in nanoseconds. */
    long cpu() throws IOException {
        return Long.parseLong(control("cpu"));
    }

    void users(int count) throws IOException {
        control("users?n=" + count);
        for (int number = ids.size(); number < Math.min(count, ScimLoad.USERS); number++) {
            ids.add(userId(number));
        }
    }

    /** The id of one of the first {@link ScimLoad#USERS} users. */
    String id(int number) {
        return ids.get(number);
    }

    /** The id of any user. */
    String userId(int number) throws IOException {
        return control("user?n=" + number);
    }

    String group(int members) throws IOException {
        return control("group?n=" + members);
    }

    private String control(String target) throws IOException {
        try (Connection connection = connect()) {
            Connection.Reply reply = connection.send("GET", "/control/" + target, "");
            if (reply.status() != 200) {
                throw new IOException(name + ": " + reply.text());
            }
            return reply.text();
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
    }
}
