package io.ssokit.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Apache's client, reduced to one request and one answer: no redirects, cookies, credentials, compression or second tries of
 * its own, bounded heads; connections are kept for seconds, for a sign-in asks one server two or three times. Has no
 * threads. Thread-safe.
 */
final class WebClient implements AutoCloseable {
    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 100;
    private static final TimeValue IDLE = TimeValue.ofSeconds(10);
    private static final TimeValue LIFE = TimeValue.ofMinutes(1);

    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;

    private WebClient(PoolingHttpClientConnectionManager connections, Network network, boolean direct) {
        this.connections = connections;
        this.client = HttpClients.custom()
                .setConnectionManager(connections)
                .setRoutePlanner(new SystemDefaultRoutePlanner(new Https(network, direct)))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent("sso-kit")
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableAutomaticRetries()
                .build();
    }

    /** A client that connects directly, and to public addresses only. */
    static WebClient publicOnly(Network network, int maxConnections) throws IOException {
        return new WebClient(manager(network, new PublicOnly(network.names()), maxConnections), network, true);
    }

    /** A client that connects to any address, through the machine's proxies where there are any. */
    static WebClient anywhere(Network network, int maxConnections) throws IOException {
        return new WebClient(manager(network, new Anywhere(network.names()), maxConnections), network, false);
    }

    /** Whether the machine has a proxy for this URL. */
    static boolean isProxied(Network network, URI url) {
        return new Https(network, false).select(url).stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
    }

    CloseableHttpClient client() {
        // Nobody else does: there is no thread for it.
        connections.closeExpired();
        connections.closeIdle(IDLE);
        return client;
    }

    @Override
    public void close() {
        connections.close();
    }

    private static PoolingHttpClientConnectionManager manager(Network network, DnsResolver names, int maxConnections)
            throws IOException {
        Http1Config bounds = Http1Config.custom()
                .setMaxLineLength(MAX_LINE)
                .setMaxHeaderCount(MAX_HEADERS)
                .build();
        return new Builder(network)
                .setDnsResolver(names)
                .setTlsSocketStrategy(tls(network))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(bounds)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.ofSeconds(3))
                        .setSocketTimeout(Timeout.ofSeconds(5))
                        .setTimeToLive(LIFE)
                        .setValidateAfterInactivity(TimeValue.of(500, TimeUnit.MILLISECONDS))
                        .build())
                .setMaxConnTotal(maxConnections)
                .setMaxConnPerRoute(maxConnections)
                .build();
    }

    private static TlsSocketStrategy tls(Network network) throws IOException {
        try {
            // Checks the host's name twice: the JDK in the handshake, Apache's client behind it (RFC 9110 §4.3.4).
            return ClientTlsStrategyBuilder.create()
                    .setSslContext(network.tls().call())
                    .buildClassic();
        } catch (Exception unusable) {
            throw new IOException("the machine's trusted certificates cannot be used", unusable);
        }
    }

    /** Takes its sockets from the network. */
    private static final class Builder extends PoolingHttpClientConnectionManagerBuilder {
        private final Network network;

        Builder(Network network) {
            this.network = network;
        }

        @Override
        protected HttpClientConnectionOperator createConnectionOperator(
                SchemePortResolver ports, DnsResolver names, TlsSocketStrategy tls) {
            return new DefaultHttpClientConnectionOperator(
                    socks -> network.sockets().get(),
                    ports,
                    names,
                    RegistryBuilder.<TlsSocketStrategy>create()
                            .register("https", tls)
                            .build());
        }
    }

    private record Anywhere(Network.Names names) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return names.addresses(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    /** The machine's proxies, for https: plain http is for tests on this machine. */
    private static final class Https extends ProxySelector {
        private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);
        private final Network network;
        private final boolean direct;

        Https(Network network, boolean direct) {
            this.network = network;
            this.direct = direct;
        }

        @Override
        public List<Proxy> select(URI url) {
            ProxySelector system = network.proxies().get();
            return direct || system == null || !"https".equalsIgnoreCase(url.getScheme())
                    ? DIRECT
                    : first(system.select(url));
        }

        /**
         * The one that is taken, so that everybody decides by the same: the first that can be. SOCKS is the sockets' own affair,
         * and gets the address that was checked.
         */
        private static List<Proxy> first(List<Proxy> all) {
            return all.stream()
                    .filter(proxy -> proxy.type() != Proxy.Type.SOCKS)
                    .findFirst()
                    .map(List::of)
                    .orElse(DIRECT);
        }

        @Override
        public void connectFailed(URI url, SocketAddress address, IOException failure) {}
    }
}
