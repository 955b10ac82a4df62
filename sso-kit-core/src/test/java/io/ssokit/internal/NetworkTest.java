package io.ssokit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.error.IdpUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** O-17: the right server at the checked address, or none; with real TLS, and names that a test answers for. */
@Tag("O-17")
class NetworkTest {
    private static final String PUBLIC = "93.184.215.14";
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final ProxySelector DIRECT = ProxySelector.of(null);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> lookedUp = new CopyOnWriteArrayList<>();
    private final List<InetSocketAddress> dialled = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void get_certificateOfThatHost_theDocument() throws Exception {
        try (TlsServer server = new TlsServer("good")) {
            assertThat(fetcher(server, PUBLIC).get(URI.create("https://idp.test/"), "text/plain", false))
                    .asString()
                    .isEqualTo("hello");
            assertThat(dialled).containsExactly(new InetSocketAddress(PUBLIC, 443));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"elsewhere", "expired", "stranger"})
    void get_certificateOfAnotherHostExpiredOrOfNoAuthority_nothingIsSent(String certificate) throws Exception {
        try (TlsServer server = new TlsServer(certificate)) {
            HttpFetcher fetcher = fetcher(server, PUBLIC);
            // What insecure-allow-http permits is another address and another scheme, never another certificate.
            for (boolean insecure : new boolean[] {false, true}) {
                assertThatThrownBy(() -> fetcher.get(URI.create("https://idp.test/"), "text/plain", insecure))
                        .isInstanceOf(IdpUnavailableException.class)
                        .hasMessage("https://idp.test/: not reachable by trusted TLS");
            }
            assertThat(server.hits()).isZero();
        }
    }

    @Test
    void get_addressThatTheCertificateDoesNotName_refused() throws Exception {
        try (TlsServer server = new TlsServer("good")) {
            URI byAddress = URI.create("https://" + PUBLIC + "/");
            assertThatThrownBy(() -> fetcher(server, PUBLIC).get(byAddress, "text/plain", false))
                    .isInstanceOf(IdpUnavailableException.class)
                    .hasMessageContaining("not reachable by trusted TLS");
        }
    }

    @Test
    void get_redirectToAnotherHost_isNotFollowed() throws Exception {
        try (TlsServer server = new TlsServer("good")) {
            assertThatThrownBy(() ->
                            fetcher(server, PUBLIC).get(URI.create("https://idp.test/elsewhere"), "text/plain", false))
                    .isInstanceOf(IdpUnavailableException.class)
                    .hasMessageEndingWith("answered 302");
            assertThat(lookedUp).containsExactly("idp.test");
        }
    }

    @Test
    void get_oneByteMoreThanAllowed_refused() throws Exception {
        try (TlsServer server = new TlsServer("good")) {
            assertThatThrownBy(() ->
                            fetcher(server, PUBLIC).get(URI.create("https://idp.test/larger"), "text/plain", false))
                    .isInstanceOf(IdpUnavailableException.class)
                    .hasMessageEndingWith("is larger than 1048576 bytes");
        }
    }

    @Test
    void get_nameThatAnswersDifferentlyTheSecondTime_connectsToWhatWasChecked() throws Exception {
        try (TlsServer server = new TlsServer("good")) {
            HttpFetcher fetcher = fetcher(server, PUBLIC, "127.0.0.1", "169.254.169.254");
            fetcher.get(URI.create("https://idp.test/"), "text/plain", false);
            assertThat(lookedUp).hasSize(1);
            assertThat(dialled).containsExactly(new InetSocketAddress(PUBLIC, 443));

            // The kept connection is to the address that was checked.
            fetcher.get(URI.create("https://idp.test/"), "text/plain", false);
            assertThat(lookedUp).hasSize(1);
            assertThat(dialled).hasSize(1);

            HttpFetcher another = fetcher(server, PUBLIC, "127.0.0.1", "169.254.169.254");
            assertThatThrownBy(() -> another.get(URI.create("https://idp.test/"), "text/plain", false))
                    .isInstanceOf(IdpUnavailableException.class)
                    .hasMessageContaining("loopback, private or link-local");
            assertThat(dialled).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.1.1",
        "169.254.169.254",
        "100.100.100.200",
        "::1",
        "::ffff:10.0.0.1",
        "fd00:ec2::254",
        "fe80::1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "0.0.0.0"
    })
    void get_nameWithOnePrivateAddressAmongOthers_isNotDialled(String address) throws Exception {
        try (TlsServer server = new TlsServer("good")) {
            HttpFetcher fetcher = fetcher(server, PUBLIC + " " + address);
            assertThatThrownBy(() -> fetcher.get(URI.create("https://idp.test/"), "text/plain", false))
                    .isInstanceOf(IdpUnavailableException.class)
                    .hasMessageContaining("loopback, private or link-local");
            assertThat(dialled).isEmpty();
        }
    }

    @Test
    void get_nameServerThatNeverAnswers_unavailableInTime() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        DeadNameServer dead = new DeadNameServer(never);
        HttpFetcher fetcher = new HttpFetcher(network(dead, 1, DIRECT), SHORT);
        long begun = System.nanoTime();
        assertThatThrownBy(() -> fetcher.get(URI.create("https://idp.test/"), "text/plain", false))
                .isInstanceOf(IdpUnavailableException.class)
                .hasMessageEndingWith("no complete answer within 1 seconds");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        never.countDown();
    }

    @Test
    void get_unknownName_unavailable() throws Exception {
        Network.Names nobody = host -> {
            throw new UnknownHostException(host);
        };
        HttpFetcher fetcher = new HttpFetcher(network(nobody, 1, DIRECT), SHORT);
        assertThatThrownBy(() -> fetcher.get(URI.create("https://idp.test/"), "text/plain", false))
                .isInstanceOf(IdpUnavailableException.class)
                .hasMessageEndingWith("its host is unknown");
    }

    /** A server that takes the connection and never shakes hands, and one that drips its side of the handshake. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void get_endlessHandshake_unavailableInTimeAndTheConnectionIsDropped(boolean silent) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, TlsServer.loopback())) {
            Future<Boolean> dropped = threads.submit(() -> drip(listening, silent));
            HttpFetcher fetcher = new HttpFetcher(network(addresses(PUBLIC), listening.getLocalPort(), DIRECT), SHORT);
            long begun = System.nanoTime();
            assertThatThrownBy(() -> fetcher.get(URI.create("https://idp.test/"), "text/plain", false))
                    .isInstanceOf(IdpUnavailableException.class)
                    .hasMessageEndingWith("no complete answer within 1 seconds");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
            assertThat(dropped.get()).isTrue();
        }
    }

    @Test
    void get_throughTheMachinesProxy_tunnelsByNameAndVerifiesTheServer() throws Exception {
        try (TlsServer server = new TlsServer("good");
                ServerSocket proxy = new ServerSocket(0, 5, TlsServer.loopback())) {
            Future<String> asked = threads.submit(() -> tunnel(proxy, server.port()));
            HttpFetcher fetcher = new HttpFetcher(
                    network(
                            addresses(PUBLIC),
                            proxy.getLocalPort(),
                            ProxySelector.of(InetSocketAddress.createUnresolved("proxy.test", 3128))),
                    Duration.ofSeconds(5));
            assertThat(fetcher.get(URI.create("https://idp.test/"), "text/plain", false))
                    .asString()
                    .isEqualTo("hello");
            fetcher.close();
            assertThat(asked.get()).isEqualTo("CONNECT idp.test:443 HTTP/1.1");
            assertThat(lookedUp).containsExactly("idp.test", "proxy.test");
            assertThat(dialled).containsExactly(new InetSocketAddress(PUBLIC, 3128));
        }
    }

    /** Neither is a way of ours, and a name that was checked must not be looked up again on the way around them. */
    @ParameterizedTest
    @ValueSource(strings = {"SOCKS", "SOCKS HTTP", "DIRECT HTTP"})
    void get_proxiesThatAreNotTaken_connectsToWhatWasChecked(String types) throws Exception {
        boolean tunnelled = types.equals("SOCKS HTTP");
        try (TlsServer server = new TlsServer("good")) {
            HttpFetcher fetcher = new HttpFetcher(
                    network(addresses(PUBLIC, "127.0.0.1"), server.port(), selector(types.split(" "))),
                    Duration.ofSeconds(5));
            if (tunnelled) {
                assertThatThrownBy(() -> fetcher.get(URI.create("https://idp.test/"), "text/plain", false))
                        .isInstanceOf(IdpUnavailableException.class);
                assertThat(lookedUp).containsExactly("idp.test", "proxy.test");
            } else {
                fetcher.get(URI.create("https://idp.test/"), "text/plain", false);
                assertThat(lookedUp).containsExactly("idp.test");
                assertThat(dialled).containsExactly(new InetSocketAddress(PUBLIC, 443));
            }
        }
    }

    private static ProxySelector selector(String... types) {
        List<Proxy> proxies = new ArrayList<>();
        for (String type : types) {
            proxies.add(
                    type.equals("DIRECT")
                            ? Proxy.NO_PROXY
                            : new Proxy(
                                    Proxy.Type.valueOf(type), InetSocketAddress.createUnresolved("proxy.test", 3128)));
        }
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI url) {
                return proxies;
            }

            @Override
            public void connectFailed(URI url, SocketAddress address, IOException failure) {}
        };
    }

    /** Ports that no URL can have; a provider's document may name them all the same. */
    @Test
    void exchange_portBeyondAllPorts_unavailable() {
        HttpFetcher fetcher = new HttpFetcher();
        URI url = URI.create("https://idp.test:99999/token");
        assertThatThrownBy(() -> fetcher.get(url, "text/plain", false)).isInstanceOf(IdpUnavailableException.class);
        assertThatThrownBy(() -> fetcher.exchange(HttpRequest.newBuilder(url).build(), true))
                .isInstanceOf(IdpUnavailableException.class);
    }

    /** A provider whose name server never answers: its requests are given up, but their threads are not free yet. */
    @Test
    void get_hostThatNeverAnswers_othersAreStillAsked() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Network.Names names = host -> host.equalsIgnoreCase("rogue.test")
                ? new StubbornNameServer(never).addresses(host)
                : addresses(PUBLIC).addresses(host);
        try (TlsServer server = new TlsServer("good");
                HttpFetcher fetcher = new HttpFetcher(network(names, server.port(), DIRECT), SHORT)) {
            List<Future<?>> flood = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                flood.add(threads.submit(() -> fetcher.get(URI.create("https://ROGUE.test/"), "text/plain", false)));
            }
            for (Future<?> each : flood) {
                assertThatThrownBy(each::get).hasRootCauseInstanceOf(Exception.class);
            }
            assertThat(fetcher.get(URI.create("https://idp.test/"), "text/plain", false))
                    .asString()
                    .isEqualTo("hello");
            assertThatThrownBy(() -> fetcher.get(URI.create("https://rogue.test/"), "text/plain", false))
                    .hasMessageContaining("too many requests are under way");
        } finally {
            never.countDown();
        }
    }

    @Test
    void systemRoute_proxySelectorOfTheJvm_isAsked() {
        ProxySelector before = ProxySelector.getDefault();
        Proxy proxy = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.test", 3128));
        try {
            ProxySelector.setDefault(new ProxySelector() {
                @Override
                public List<Proxy> select(URI url) {
                    return List.of(proxy);
                }

                @Override
                public void connectFailed(URI url, SocketAddress address, IOException failure) {}
            });
            assertThat(Network.ofSystem().proxies().get().select(URI.create("https://idp.test/")))
                    .containsExactly(proxy);
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    private HttpFetcher fetcher(TlsServer server, String... answers) throws Exception {
        return new HttpFetcher(network(addresses(answers), server.port(), DIRECT), Duration.ofSeconds(5));
    }

    /** Dials whatever it is told, and gets to a port of this machine. */
    private Network network(Network.Names names, int port, ProxySelector proxies)
            throws IOException, GeneralSecurityException {
        SSLContext trust = TlsServer.trust();
        return new Network(names, () -> new Diverted(port), () -> trust, () -> proxies);
    }

    /** Notes where it is to connect to, and connects to this machine. */
    private final class Diverted extends Socket {
        private final int port;

        Diverted(int port) {
            this.port = port;
        }

        @Override
        public void connect(SocketAddress address, int timeout) throws IOException {
            dialled.add((InetSocketAddress) address);
            super.connect(new InetSocketAddress(TlsServer.loopback(), port), timeout);
        }
    }

    /** One answer for each look-up, the last one for all that follow; several addresses separated by blanks. */
    private Network.Names addresses(String... answers) {
        return host -> {
            String answer = answers[Math.min(lookedUp.size(), answers.length - 1)];
            lookedUp.add(host);
            List<InetAddress> addresses = new ArrayList<>();
            for (String address : answer.split(" ")) {
                addresses.add(InetAddress.getByName(address));
            }
            return addresses.toArray(InetAddress[]::new);
        };
    }

    private static boolean drip(ServerSocket listening, boolean silent) throws Exception {
        try (Socket accepted = listening.accept()) {
            InputStream in = accepted.getInputStream();
            if (!silent) {
                // The head of a TLS record of 16 KiB, and then a byte now and then.
                accepted.getOutputStream().write(new byte[] {22, 3, 3, 64, 0});
                accepted.setSoTimeout(100);
            }
            while (true) {
                try {
                    if (in.read() < 0) {
                        return true;
                    }
                } catch (SocketTimeoutException stillThere) {
                    accepted.getOutputStream().write(0);
                }
            }
        } catch (IOException reset) {
            return true;
        }
    }

    private String tunnel(ServerSocket proxy, int port) throws IOException {
        try (Socket client = proxy.accept();
                Socket server = new Socket(TlsServer.loopback(), port)) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) client.getInputStream().read());
            }
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Future<Long> up = threads.submit(() -> client.getInputStream().transferTo(server.getOutputStream()));
            server.getInputStream().transferTo(client.getOutputStream());
            client.shutdownInput();
            up.cancel(true);
            return head.substring(0, head.indexOf("\r\n"));
        }
    }

    /** A name server that is asked and does not answer. */
    private record DeadNameServer(CountDownLatch never) implements Network.Names {
        @Override
        public InetAddress[] addresses(String host) throws UnknownHostException {
            try {
                never.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        }
    }

    /** One that cannot be interrupted either, as the system's own look-up. */
    private record StubbornNameServer(CountDownLatch never) implements Network.Names {
        @Override
        public InetAddress[] addresses(String host) throws UnknownHostException {
            while (never.getCount() > 0) {
                try {
                    never.await();
                } catch (InterruptedException ignored) {
                    continue;
                }
            }
            throw new UnknownHostException(host);
        }
    }
}
