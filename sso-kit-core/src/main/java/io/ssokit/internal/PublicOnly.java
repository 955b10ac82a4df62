package io.ssokit.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Finds public addresses, or none. The client connects to what this returns and asks nobody else: a name that answers
 * differently the next time (DNS rebinding) leads nowhere else. Immutable.
 */
record PublicOnly(Network.Names names) implements DnsResolver {
    /** The name has an address that must not be asked. */
    static final class NotPublic extends UnknownHostException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = names.addresses(host);
        // One bad address spoils the name: which of several is tried must not decide.
        if (!Arrays.stream(addresses).allMatch(PublicAddress::is)) {
            throw new NotPublic();
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
