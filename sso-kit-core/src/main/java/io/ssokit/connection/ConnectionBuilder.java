package io.ssokit.connection;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
        permits SamlConnectionBuilder, ClientConnectionBuilder, CustomConnection.Builder {
    final String id;
    private final List<String> problems = new ArrayList<>();
    private final Set<EmailDomain> emailDomains = new LinkedHashSet<>();
    private boolean domainsOnly;
    private String tenant = Tenant.DEFAULT;
    private @Nullable String label;
    private @Nullable URI icon;
    private AttributeMapping mapping = AttributeMapping.DEFAULT;
    private JitPolicy.Mode jit = JitPolicy.DEFAULT.mode();
    private JitPolicy.MatchOn matchOn = JitPolicy.DEFAULT.matchOn();
    private final Set<EmailDomain> allowedEmailDomains = new LinkedHashSet<>();
    private boolean pinUser;
    private Set<String> expectRoles = Set.of();
    private boolean signIn = true;
    private @Nullable Set<String> apps;
    private List<String> initiateTargets = List.of();
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

    /** A picture beside the label: an https URL. */
    public B icon(URI url) {
        this.icon = url;
        return self();
    }

    /**
     * Domains whose people are sent here; domains written in configuration count as verified. From then on the connection
     * speaks of addresses in these only: without any argument of none.
     */
    public B emailDomains(String... domains) {
        this.domainsOnly = true;
        read("email-domains", domains, emailDomains);
        return self();
    }

    /** The domains that people's addresses may have; any, or no address at all, unless told otherwise. */
    public B allowedEmailDomains(String... domains) {
        read("allowed-email-domains", domains, allowedEmailDomains);
        return self();
    }

    private void read(String option, String[] domains, Set<EmailDomain> into) {
        for (String domain : domains) {
            try {
                into.add(EmailDomain.of(domain));
            } catch (IllegalArgumentException notADomain) {
                problem(option, "'" + domain + "' is not a domain name");
            }
        }
    }

    /** Reads one field from this attribute or claim first, then from its usual names. */
    public B attribute(AttributeMapping.Field field, String source) {
        return attribute(AttributeRule.of(field).readFirst(source));
    }

    /** Maps one field by this rule. */
    public B attribute(AttributeRule rule) {
        Map<String, String> found = rule.problems();
        found.forEach((part, text) -> problem("attributes." + rule.field().key() + "." + part, text));
        if (found.isEmpty()) {
            this.mapping = mapping.with(rule);
        }
        return self();
    }

    /** Fills one field by transforms only, or not at all; not for user name, e-mail address and display name. */
    public B withoutAttribute(AttributeMapping.Field field) {
        Optional<String> found = AttributeMapping.problemWithout(field);
        found.ifPresent(text -> problem("attributes." + field.key(), text));
        if (found.isEmpty()) {
            this.mapping = mapping.without(field);
        }
        return self();
    }

    /** What a sign-in may do to the user store; creates and updates unless told otherwise. */
    public B jit(JitPolicy.Mode mode) {
        this.jit = mode;
        return self();
    }

    /** By which attribute a first sign-in finds an existing person. */
    public B matchOn(JitPolicy.MatchOn attribute) {
        this.matchOn = attribute;
        return self();
    }

    /** Lets people whom a sign-in creates sign in through this connection only, from then on. */
    public B pinUser() {
        this.pinUser = true;
        return self();
    }

    /** Lets in only who has one of these roles or groups. */
    public B expectRoles(String... names) {
        this.expectRoles = Set.copyOf(List.of(names));
        return self();
    }

    /** Whether people are signed in to this app itself; they are unless told otherwise. If not, {@link #apps} says to what. */
    public B signIn(boolean on) {
        this.signIn = on;
        return self();
    }

    /** The launch targets that this connection's people may open; all that their groups allow unless told otherwise. */
    public B apps(String... targets) {
        this.apps = Set.copyOf(List.of(targets));
        return self();
    }

    /** Where a sign-in that another site has started may end: paths of the app ({@code /me}) or prefixes ({@code /app/*}). */
    public B initiateTargets(String... paths) {
        this.initiateTargets = List.of(paths);
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
        return trust(Optional.empty());
    }

    final Trust trust(Optional<String> userAttribute) {
        if (!Tenant.isId(id)) {
            problem("", "a connection's id is 1-63 letters, digits, '.', '_' or '-'");
        }
        if (id.equalsIgnoreCase(IdpConnection.LOCAL)) {
            problem("", "this id is the app's own login's");
        }
        if (id.equalsIgnoreCase(IdpConnection.LAUNCHED)) {
            problem("", "this id is that of sessions from launch links");
        }
        if (!Tenant.isId(tenant)) {
            problem("tenant", "'" + tenant + "' is not 1-63 letters, digits, '.', '_' or '-'");
        }
        checkOptions();
        return new Trust(
                tenant,
                Optional.ofNullable(label),
                Optional.ofNullable(icon),
                Collections.unmodifiableSet(emailDomains),
                domainsOnly,
                mapping,
                new JitPolicy(jit, matchOn, userAttribute, allowedEmailDomains, pinUser),
                expectRoles,
                new Trust.Apps(signIn, Optional.ofNullable(apps)),
                initiateTargets,
                enabled,
                showOnLogin,
                insecureAllowHttp);
    }

    private void checkOptions() {
        if (icon != null) {
            Urls.problemOf(icon, allowsHttp()).ifPresent(found -> problem("icon", found));
        }
        if (!signIn && (apps == null || apps.isEmpty())) {
            problem("apps", "is missing: with sign-in off, the launch targets that people may sign in to");
        }
        for (String path : initiateTargets) {
            if (!path.startsWith("/") || path.startsWith("//") || path.contains("\\")) {
                problem("initiate-targets", "'" + path + "' must be a path such as /me or a prefix such as /app/*");
            }
        }
    }

    /** Call last: fails with every problem noted so far. */
    final void refuseProblems() {
        if (!problems.isEmpty()) {
            throw new ConfigurationProblems(problems);
        }
    }
}
