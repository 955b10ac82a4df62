package io.ssokit.internal;

import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * How this machine reaches others. Immutable and thread-safe.
 *
 * @param names knows the addresses of a name
 * @param sockets makes sockets that are not connected yet
 * @param tls whose certificates count; asked once, at the first connection
 * @param proxies the machine's way out, where it is not the direct one; asked at each connection
 */
record Network(Names names, Supplier<Socket> sockets, Callable<SSLContext> tls, Supplier<ProxySelector> proxies) {
    /** Who knows the addresses of a name. */
    @FunctionalInterface
    interface Names {
        /** @throws UnknownHostException if the name has none */
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** By the machine's own configuration. */
    static Network ofSystem() {
        return new Network(InetAddress::getAllByName, Socket::new, Network::systemTls, ProxySelector::getDefault);
    }

    private static SSLContext systemTls() throws NoSuchAlgorithmException {
        return SSLContext.getDefault();
    }
}
