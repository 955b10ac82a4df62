package io.ssokit.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * From here to an identity provider. A name is looked up once: the addresses that have been checked are the ones that are
 * connected to, so that a name which answers differently the next time (DNS rebinding) leads nowhere else. TLS then proves
 * the name, not the address. Immutable and thread-safe.
 *
 * @param lookup finds addresses
 * @param dialer connects
 * @param tls whose certificates count
 * @param proxies the machine's way out, where it is not the direct one
 */
record HttpRoute(HostLookup lookup, Dialer dialer, Callable<SSLSocketFactory> tls, ProxySelector proxies) {
    private static final int CONNECT_MILLIS = 3000;

    /** Opens a connection. */
    @FunctionalInterface
    interface Dialer {
        void connect(Socket socket, InetSocketAddress address, int timeoutMillis) throws IOException;
    }

    /** The address is none that may be asked. */
    static final class NotPublic extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** By the machine's own configuration. */
    static HttpRoute ofSystem() {
        return new HttpRoute(HostLookup.ofSystem(), Socket::connect, HttpRoute::systemTls, new SystemProxies());
    }

    /**
     * Connects, by TLS if the URL says so.
     *
     * @param raw not connected yet; whoever closes it ends all of this, whichever step it is in
     * @param anyAddress whether private addresses are permitted
     * @return what to speak HTTP on
     */
    Socket open(URI url, Socket raw, boolean anyAddress, Deadline deadline) throws IOException {
        boolean https = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() >= 0 ? url.getPort() : https ? 443 : 80;
        String host = unbracketed(url.getHost());
        List<InetAddress> addresses = lookup.addresses(host, deadline);
        // One bad address spoils the name: which of several is tried must not decide.
        if (!anyAddress && !addresses.stream().allMatch(PublicAddress::is)) {
            throw new NotPublic();
        }
        connect(url, raw, addresses, port, deadline);
        return https ? tls(raw, host, port) : raw;
    }

    private void connect(URI url, Socket raw, List<InetAddress> addresses, int port, Deadline deadline)
            throws IOException {
        boolean https = url.getScheme().equalsIgnoreCase("https");
        for (Proxy proxy : https ? proxies.select(url) : List.<Proxy>of()) {
            if (proxy.type() == Proxy.Type.HTTP && proxy.address() instanceof InetSocketAddress address) {
                InetAddress way =
                        lookup.addresses(address.getHostString(), deadline).get(0);
                dial(raw, new InetSocketAddress(way, address.getPort()), deadline);
                // By name: the proxy's own rules are about names, and it is the proxy that looks this one up.
                new HttpExchange(raw.getInputStream(), raw.getOutputStream()).tunnel(url.getHost() + ":" + port);
                return;
            }
        }
        dial(raw, new InetSocketAddress(addresses.get(0), port), deadline);
    }

    private void dial(Socket raw, InetSocketAddress address, Deadline deadline) throws IOException {
        dialer.connect(raw, address, Math.min(CONNECT_MILLIS, deadline.millis()));
        raw.setTcpNoDelay(true);
    }

    private Socket tls(Socket raw, String host, int port) throws IOException {
        SSLSocket secured = (SSLSocket) factory().createSocket(raw, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 9110 §4.3.4: the certificate is that host's
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private SSLSocketFactory factory() throws IOException {
        try {
            return tls.call();
        } catch (Exception unusable) {
            throw new IOException("the machine's trusted certificates cannot be used", unusable);
        }
    }

    private static SSLSocketFactory systemTls() throws NoSuchAlgorithmException {
        return SSLContext.getDefault().getSocketFactory();
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whatever the JVM's selector is when it is asked; none is the direct way. */
    private static final class SystemProxies extends ProxySelector {
        @Override
        public List<Proxy> select(URI url) {
            ProxySelector system = ProxySelector.getDefault();
            return system == null ? List.of() : system.select(url);
        }

        @Override
        public void connectFailed(URI url, SocketAddress address, IOException failure) {}
    }
}
