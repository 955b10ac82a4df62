package io.ssokit.managed;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * Reads TXT records of DNS (SPI), by which a tenant shows that an e-mail domain is its own. Called concurrently, by
 * administrators only and never while somebody signs in; may block for some seconds.
 */
@FunctionalInterface
public interface TxtLookup {
    /**
     * The TXT records of a name.
     *
     * @param name fully qualified, lower-case ASCII without the dot at its end: {@code _sso-kit.acme.example}
     * @return each record as one text, in any order; the character strings of one record may be joined with or without
     *     blanks and quotes between. Empty if there is no such name or it has no such record; never null
     * @throws IOException if DNS does not answer, or not in time
     */
    List<String> find(String name) throws IOException;

    /** Asks the name servers that this machine is set up with: 1.5 and then 3 seconds for each of them. */
    static TxtLookup dns() {
        return new DnsTxtLookup("dns:");
    }

    /**
     * Asks one name server.
     *
     * @param server for example {@code dns://192.0.2.53}, or {@code dns://192.0.2.53:5353}
     * @throws IllegalArgumentException if it is no such address
     */
    static TxtLookup dns(URI server) {
        if (!"dns".equals(server.getScheme()) || server.getHost() == null) {
            throw new IllegalArgumentException("a name server is given as dns://address");
        }
        return new DnsTxtLookup("dns://" + server.getAuthority());
    }
}
