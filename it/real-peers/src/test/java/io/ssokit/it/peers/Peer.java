package io.ssokit.it.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Software we did not write, running in processes of its own on loopback. The scripts under {@code peers/} install, start
 * and stop it; a peer also ends when this JVM does, however that happens.
 *
 * @param name the folder of its {@code start.sh}
 * @param base where it answers
 */
record Peer(String name, URI base) implements AutoCloseable {

    private static final Path SCRIPTS = Path.of("peers").toAbsolutePath();
    /** Logs, keys and generated files of this run. */
    static final Path STATE =
            Path.of(System.getProperty("peers.state", "target/peers")).toAbsolutePath();

    private static final long START_MINUTES = 10;

    /** Starts it on a free port and returns once it answers. */
    static Peer start(String name, Map<String, String> environment) {
        int port = freePort();
        run(name, environment, SCRIPTS.resolve(name).resolve("start.sh").toString(), String.valueOf(port));
        return new Peer(name, loopback(port));
    }

    @Override
    public void close() {
        run(name, Map.of(), SCRIPTS.resolve("stop.sh").toString(), name);
    }

    static URI loopback(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Below the ports that outgoing connections use: a peer may take a minute until it binds, and finds it free still. */
    static int freePort() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                continue; // taken
            }
        }
        throw new IllegalStateException("no free port on 127.0.0.1");
    }

    private static void run(String name, Map<String, String> environment, String... script) {
        try {
            Path output = Files.createDirectories(STATE).resolve(name + "-scripts.log");
            List<String> command = new ArrayList<>(List.of("bash"));
            command.addAll(List.of(script));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().put("SSO_KIT_PEERS_STATE", STATE.toString());
            builder.environment()
                    .put(
                            "SSO_KIT_PEERS_OWNER",
                            String.valueOf(ProcessHandle.current().pid()));
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(START_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " did not end; see " + output);
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed:\n" + Files.readString(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
