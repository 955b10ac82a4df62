package io.ssokit.managed;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A name server on the loopback address that answers in real packets (RFC 1035): UDP with 512 octets, and TCP on the same
 * port for answers that are longer.
 */
final class DnsServer implements AutoCloseable {
    private static final int TXT = 16;
    private static final int CNAME = 5;
    private static final int NO_SUCH_NAME = 3;
    private static final int SERVER_FAILED = 2;
    private static final int MAX_UDP = 512;

    final List<String> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger byTcp = new AtomicInteger();
    private final Map<String, List<List<String>>> txt = new ConcurrentHashMap<>();
    private final Map<String, String> aliases = new ConcurrentHashMap<>();
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private volatile boolean silent;
    private volatile boolean broken;

    DnsServer() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        tcp = new ServerSocket(0, 10, here);
        udp = new DatagramSocket(tcp.getLocalPort(), here);
        start(this::answerUdp);
        start(this::answerTcp);
    }

    URI address() {
        return URI.create("dns://127.0.0.1:" + tcp.getLocalPort());
    }

    /** One record more, of these character strings. */
    void txt(String name, String... strings) {
        txt.computeIfAbsent(name, any -> new CopyOnWriteArrayList<>()).add(List.of(strings));
    }

    void alias(String name, String canonical) {
        aliases.put(name, canonical);
    }

    /** Answers nobody from now on. */
    void hush() {
        silent = true;
    }

    /** Answers SERVFAIL from now on. */
    void fail() {
        broken = true;
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            work.run();
                        }
                    } catch (IOException closed) {
                        return;
                    }
                },
                "dns-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void answerUdp() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_UDP], MAX_UDP);
        udp.receive(packet);
        if (silent) {
            return;
        }
        byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        byte[] answer = answer(query, false);
        if (answer.length > MAX_UDP) {
            answer = answer(query, true);
        }
        udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
    }

    private void answerTcp() throws IOException {
        try (Socket socket = tcp.accept()) {
            byTcp.incrementAndGet();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = answer(in.readNBytes(in.readUnsignedShort()), false);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(answer.length);
            out.write(answer);
            out.flush();
        }
    }

    private byte[] answer(byte[] query, boolean truncated) throws IOException {
        ByteBuffer question = ByteBuffer.wrap(query).position(12);
        String name = name(question);
        int end = question.position() + 4;
        asked.add(name);
        String canonical = aliases.getOrDefault(name, name);
        List<List<String>> records = txt.getOrDefault(canonical, List.of());
        boolean known = !records.isEmpty() || aliases.containsKey(name);
        int aliased = canonical.equals(name) ? 0 : 1;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(query, 0, 2);
        int code = broken ? SERVER_FAILED : known ? 0 : NO_SUCH_NAME;
        out.writeShort(0x8180 | (truncated ? 0x200 : 0) | code);
        out.writeShort(1);
        out.writeShort(truncated || broken ? 0 : records.size() + aliased);
        out.writeShort(0);
        out.writeShort(0);
        out.write(query, 12, end - 12);
        if (!truncated && !broken) {
            if (aliased == 1) {
                record(out, name, CNAME, encoded(canonical));
            }
            for (List<String> strings : records) {
                record(out, canonical, TXT, encoded(strings));
            }
        }
        return bytes.toByteArray();
    }

    private static void record(DataOutputStream out, String owner, int type, byte[] data) throws IOException {
        out.write(encoded(owner));
        out.writeShort(type);
        out.writeShort(1);
        out.writeInt(60);
        out.writeShort(data.length);
        out.write(data);
    }

    private static byte[] encoded(List<String> strings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String string : strings) {
            byte[] text = string.getBytes(StandardCharsets.ISO_8859_1);
            bytes.write(text.length);
            bytes.writeBytes(text);
        }
        return bytes.toByteArray();
    }

    private static byte[] encoded(String name) {
        List<String> labels = new ArrayList<>(List.of(name.split("\\.")));
        labels.add("");
        return encoded(labels);
    }

    private static String name(ByteBuffer from) {
        List<String> labels = new ArrayList<>();
        for (int length = from.get(); length > 0; length = from.get()) {
            byte[] label = new byte[length];
            from.get(label);
            labels.add(new String(label, StandardCharsets.ISO_8859_1));
        }
        return String.join(".", labels).toLowerCase(Locale.ROOT);
    }
}
