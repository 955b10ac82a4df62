package io.ssokit.connection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options every connection has. Not thread-safe; {@link #build()} may be called once all options are set, and lists
 * every problem at once.
 *
 * @param <B> the builder itself
 */
public abstract sealed class ConnectionBuilder<B extends ConnectionBuilder<B>>
        permits SamlConnectionBuilder, OidcConnection.Builder, CustomConnection.Builder {
    final String id;
    private final List<String> problems = new ArrayList<>();
    private final Set<EmailDomain> emailDomains = new LinkedHashSet<>();
    private String tenant = Tenant.DEFAULT;
    private @Nullable String label;
    private AttributeMapping mapping = AttributeMapping.DEFAULT;
    private JitPolicy jit = JitPolicy.DEFAULT;
    private boolean enabled = true;
    private boolean showOnLogin = true;
    private boolean insecureAllowHttp;

    ConnectionBuilder(String id) {
        this.id = id;
    }

    abstract B self();

    /** The connection, or every problem of it at once. */
    public abstract IdpConnection build();

    /** The tenant whose people sign in here; {@code default} unless told otherwise. */
    public B tenant(String id) {
        this.tenant = id;
        return self();
    }

    /** What people see on the chooser; the id unless told otherwise. */
    public B label(String text) {
        this.label = text;
        return self();
    }

    /** Domains whose people are sent here; domains written in configuration count as verified. */
    public B emailDomains(String... domains) {
        for (String domain : domains) {
            try {
                emailDomains.add(EmailDomain.of(domain));
            } catch (IllegalArgumentException notADomain) {
                problem("email-domains", "'" + domain + "' is not a domain name");
            }
        }
        return self();
    }

    /** Reads one field from this attribute or claim first. */
    public B attribute(AttributeMapping.Field field, String source) {
        this.mapping = mapping.with(field, source);
        return self();
    }

    /** What a sign-in may do to the user store; creates and updates unless told otherwise. */
    public B jit(JitPolicy.Mode mode) {
        this.jit = new JitPolicy(mode, jit.matchOn());
        return self();
    }

    /** By which attribute a first sign-in finds an existing person. */
    public B matchOn(JitPolicy.MatchOn attribute) {
        this.jit = new JitPolicy(jit.mode(), attribute);
        return self();
    }

    /**
     * Whether anybody can sign in here; they can unless told otherwise. A disabled SAML connection may still lack all that
     * its identity provider has to tell, which often wants our metadata first.
     */
    public B enabled(boolean on) {
        this.enabled = on;
        return self();
    }

    /** Whether the chooser lists this connection; it does unless told otherwise. */
    public B showOnLogin(boolean show) {
        this.showOnLogin = show;
        return self();
    }

    /** Also fetches by plain http and from loopback or private addresses, for this connection. For tests only. */
    public B insecureAllowHttp() {
        this.insecureAllowHttp = true;
        return self();
    }

    /** Notes one problem under the option's kebab-case name. */
    final void problem(String option, String text) {
        problems.add("connections." + id + (option.isEmpty() ? "" : "." + option) + ": " + text);
    }

    final boolean allowsHttp() {
        return insecureAllowHttp;
    }

    final boolean isEnabled() {
        return enabled;
    }

    final Trust trust() {
        if (!Tenant.isId(id)) {
            problem("", "a connection's id is 1-63 letters, digits, '.', '_' or '-'");
        }
        if (!Tenant.isId(tenant)) {
            problem("tenant", "'" + tenant + "' is not 1-63 letters, digits, '.', '_' or '-'");
        }
        return new Trust(
                tenant,
                Optional.ofNullable(label),
                Collections.unmodifiableSet(emailDomains),
                mapping,
                jit,
                enabled,
                showOnLogin,
                insecureAllowHttp);
    }

    /** Call last: fails with every problem noted so far. */
    final void refuseProblems() {
        if (!problems.isEmpty()) {
            throw new ConfigurationProblems(problems);
        }
    }
}
