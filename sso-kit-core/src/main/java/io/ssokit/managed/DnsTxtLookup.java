package io.ssokit.managed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.directory.InitialDirContext;
import org.jspecify.annotations.Nullable;

/** DNS by the JDK's own client (JNDI), bounded in time and size. Immutable and thread-safe. */
final class DnsTxtLookup implements TxtLookup {
    private static final String TXT = "TXT";
    private static final int MAX_RECORDS = 100;
    private static final int MAX_LENGTH = 1_000;

    /** JNDI takes some names for addresses of other services; these it cannot. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)+");

    private final String servers;

    /** @param servers JNDI's spelling; {@code dns:} for those of this machine */
    DnsTxtLookup(String servers) {
        this.servers = servers;
    }

    @Override
    public List<String> find(String name) throws IOException {
        if (!NAME.matcher(name).matches() || name.length() > 253) {
            throw new IOException("not a name that DNS could have");
        }
        try {
            InitialDirContext dns = new InitialDirContext(environment());
            try {
                return texts(attributes(dns, name).get(TXT));
            } finally {
                dns.close();
            }
        } catch (NameNotFoundException noSuchName) {
            return List.of();
        } catch (NamingException noAnswer) {
            throw new IOException("DNS does not answer (" + noAnswer.getClass().getSimpleName() + ")", noAnswer);
        }
    }

    /** The DNS provider makes texts and nothing else, and no name that gets here names another provider. */
    @SuppressWarnings("BanJNDI")
    private static Attributes attributes(InitialDirContext dns, String name) throws NamingException {
        return dns.getAttributes(name, new String[] {TXT});
    }

    private Hashtable<String, String> environment() {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, servers);
        environment.put("com.sun.jndi.dns.timeout.initial", "1500");
        environment.put("com.sun.jndi.dns.timeout.retries", "2");
        return environment;
    }

    private static List<String> texts(@Nullable Attribute records) throws NamingException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; records != null && i < Math.min(records.size(), MAX_RECORDS); i++) {
            if (records.get(i) instanceof String text && text.length() <= MAX_LENGTH) {
                texts.add(text);
            }
        }
        return List.copyOf(texts);
    }
}
