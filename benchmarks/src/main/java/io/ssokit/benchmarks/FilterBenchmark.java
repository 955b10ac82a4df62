package io.ssokit.benchmarks;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.servlet.SsoFilter;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a request of a signed-in person costs before the app sees it. The app asks who it is, as nearly all do. The
 * session refuses to be written.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class FilterBenchmark {
    /** Where {@link SsoFilter} looks. */
    private static final String ATTRIBUTE = "io.ssokit.session";

    private static final String NAME = "alice";
    private static final int REVOKED = 1_000;

    private final HttpServletResponse response = StubRequest.response();
    private final App app = new App();
    private StubRequest request;
    private Filter floor;
    private Filter ours;
    private Filter pac4j;
    private Filter spring;

    /** A person in a session, and a thousand others whose sessions were revoked. */
    @Setup
    public void setUp() throws Exception {
        SsoKit kit = SsoKit.builder(ServiceProvider.of(URI.create("https://app.example.com")))
                .connections(IdpConnection.saml("acme").metadata(URI.create("https://idp.example.com/metadata")))
                .protect("/app/*")
                .build();
        for (int i = 0; i < REVOKED; i++) {
            kit.stores().revocations().revoke("acme", "left-" + i, Instant.now());
        }
        Map<String, Object> attributes = new HashMap<>(Map.of(ATTRIBUTE, session()));
        attributes.putAll(Pac4jPeer.sessionAttributes(NAME));
        attributes.putAll(SpringPeer.sessionAttributes(NAME));
        request = new StubRequest(new StubSession(attributes));
        floor = new OneAttribute();
        ours = new SsoFilter(kit);
        pac4j = new Pac4jPeer();
        spring = SpringPeer.filter();
    }

    /** The floor: one session attribute and one wrapper that knows the person. */
    @Benchmark
    public String floor() throws ServletException, IOException {
        return user(floor);
    }

    /** The kit's filter: the same, and whether the session is over or revoked. */
    @Benchmark
    public String ssoFilter() throws ServletException, IOException {
        return user(ours);
    }

    /** pac4j's security logic. */
    @Benchmark
    public String pac4j() throws ServletException, IOException {
        return user(pac4j);
    }

    /** Spring Security's minimal chain. */
    @Benchmark
    public String springSecurity() throws ServletException, IOException {
        return user(spring);
    }

    private String user(Filter filter) throws ServletException, IOException {
        filter.doFilter(request.fresh(), response, app);
        return app.user;
    }

    private static SsoSession session() {
        Instant now = Instant.now();
        return new SsoSession(
                "k7Jt0V9c2mYwq3Zr5bXh1A",
                "acme",
                "acme",
                "saml",
                "alice@acme.example",
                Optional.empty(),
                "8f14e45f-ceea-467f-a0e6-1d2a3b4c5d6e",
                NAME,
                Optional.of("alice@acme.example"),
                "Alice",
                Set.of("engineering"),
                SessionTags.NONE,
                now,
                now,
                now.plusSeconds(43_200),
                Optional.empty(),
                Optional.empty(),
                SsoSession.Authn.UNKNOWN,
                Optional.empty());
    }

    /** The least that a login filter can do. */
    private static final class OneAttribute implements Filter {
        @Override
        public void doFilter(ServletRequest asked, ServletResponse answered, FilterChain chain)
                throws IOException, ServletException {
            HttpServletRequest request = (HttpServletRequest) asked;
            HttpSession session = request.getSession(false);
            if (session == null || !(session.getAttribute(ATTRIBUTE) instanceof SsoSession person)) {
                throw new ServletException("nobody is signed in");
            }
            chain.doFilter(new Named(request, person), answered);
        }
    }

    private static final class Named extends HttpServletRequestWrapper {
        private final SsoSession person;

        Named(HttpServletRequest request, SsoSession person) {
            super(request);
            this.person = person;
        }

        @Override
        public String getRemoteUser() {
            return person.userName();
        }
    }

    /** Keeps the request, so that the JIT compiler cannot do without making it. */
    private static final class App implements FilterChain {
        private ServletRequest request;
        private String user;

        @Override
        public void doFilter(ServletRequest asked, ServletResponse answered) {
            request = asked;
            user = ((HttpServletRequest) request).getRemoteUser();
        }
    }
}
