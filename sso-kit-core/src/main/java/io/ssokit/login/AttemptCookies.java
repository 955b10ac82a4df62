package io.ssokit.login;

import io.ssokit.connection.ServiceProvider;
import io.ssokit.internal.Base64Url;
import io.ssokit.internal.Sealed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Open attempts live in the browser, one sealed cookie each, so that any node can finish them and nothing
 * unauthenticated writes to a store. A cookie is named by the hash of its handle: the handle alone, which the identity
 * provider sees, neither names a store's row nor opens anything. Immutable and thread-safe.
 */
final class AttemptCookies {
    /** An attempt may be finished for this long. */
    static final Duration LIFE = Duration.ofMinutes(10);

    private static final int MAX_VALUE = 3800;
    /** Set-Cookie is several times as long as the cookie that it clears, and answers have an end as well. */
    private static final int MAX_CLEARED = 16;

    private static final String BOUNCE_CONTEXT = "sso-kit/bounce";

    /**
     * One kind of attempts; none can be finished as one of another kind.
     *
     * @param name in cookie names
     * @param context what they are sealed for
     * @param live as many at a time
     * @param total characters of all of them: containers read 8 KiB of headers, and a request beyond that reaches nobody
     */
    private record Kind(String name, String context, int live, int total) {
        static final Kind LOGIN = new Kind("sso-attempt-", "sso-kit/attempt", 4, 4000);
        static final Kind LOGOUT = new Kind("sso-logout-", "sso-kit/logout", 1, 2000);
    }

    private final Sealed sealed;
    private final Kind kind;
    private final String path;
    private final boolean secure;
    private final String prefix;
    private final String bounceName;

    private AttemptCookies(ServiceProvider serviceProvider, Sealed sealed, Kind kind) {
        this.sealed = sealed;
        this.kind = kind;
        // The callbacks and the start of the next attempt, which has to count the live ones, are both below /sso.
        this.path = serviceProvider.contextPath() + "/sso";
        this.secure = serviceProvider.isHttps();
        this.prefix = (secure ? "__Secure-" : "") + kind.name();
        this.bounceName = (secure ? "__Secure-" : "") + "sso-bounces";
    }

    /** Attempts to sign in. */
    static AttemptCookies ofLogins(ServiceProvider serviceProvider, Sealed sealed) {
        return new AttemptCookies(serviceProvider, sealed, Kind.LOGIN);
    }

    /** Attempts to sign out of the identity provider as well. */
    static AttemptCookies ofLogouts(ServiceProvider serviceProvider, Sealed sealed) {
        return new AttemptCookies(serviceProvider, sealed, Kind.LOGOUT);
    }

    /** The cookie of a new attempt, and the clearing of the oldest ones beyond the limit. */
    List<ReplyCookie> open(PendingLogin attempt, LoginRequest request) {
        String value = sealed.seal(attempt.encode(), kind.context());
        if (value.length() > MAX_VALUE) {
            throw new IllegalStateException("an engine remembers too much for a cookie: " + value.length());
        }
        List<ReplyCookie> cookies = new ArrayList<>();
        staleNames(request, attempt.startedAt(), kind.total() - value.length()).stream()
                .limit(MAX_CLEARED)
                .forEach(name -> cookies.add(cleared(name)));
        cookies.add(new ReplyCookie(name(attempt.handle()), value, path, LIFE, secure, true));
        return cookies;
    }

    /** The live attempt of this handle in this browser. */
    Optional<PendingLogin> find(String handle, LoginRequest request, Instant now) {
        String value = request.cookies().get(name(handle));
        if (value == null) {
            return Optional.empty();
        }
        return read(value, now).filter(attempt -> MessageDigest.isEqual(bytes(attempt.handle()), bytes(handle)));
    }

    /** Ends an attempt in this browser. */
    ReplyCookie close(String handle) {
        return cleared(name(handle));
    }

    /** How often this browser was bounced lately. */
    int bounces(LoginRequest request, Instant now) {
        String value = request.cookies().get(bounceName);
        if (value == null) {
            return 0;
        }
        return sealed.open(value, BOUNCE_CONTEXT)
                .map(text -> text.split(" ", 2))
                .filter(parts -> isLive(Instant.ofEpochMilli(Long.parseLong(parts[1])), now))
                .map(parts -> Integer.parseInt(parts[0]))
                .orElse(0);
    }

    /** Remembers the number of bounces. */
    ReplyCookie bounced(int count, Instant now) {
        String value = sealed.seal(count + " " + now.toEpochMilli(), BOUNCE_CONTEXT);
        return new ReplyCookie(bounceName, value, path, LIFE, secure, true);
    }

    /** Forgets the bounces, if any are remembered. */
    Optional<ReplyCookie> bouncesOver(LoginRequest request) {
        return request.cookies().containsKey(bounceName) ? Optional.of(cleared(bounceName)) : Optional.empty();
    }

    /** What cannot be finished any more, and the oldest attempts that leave no room for a new one. */
    private List<String> staleNames(LoginRequest request, Instant now, int room) {
        record Live(String name, int size, Instant startedAt) {}
        List<String> dead = new ArrayList<>();
        List<Live> live = new ArrayList<>();
        for (Map.Entry<String, String> cookie : request.cookies().entrySet()) {
            String name = cookie.getKey();
            String value = cookie.getValue();
            if (name.startsWith(prefix)
                    && Base64Url.decode(name.substring(prefix.length())).isPresent()) {
                read(value, now)
                        .ifPresentOrElse(
                                attempt -> live.add(new Live(name, value.length(), attempt.startedAt())),
                                () -> dead.add(name));
            }
        }
        live.sort(Comparator.comparing(Live::startedAt).reversed());
        List<String> stale = new ArrayList<>();
        int left = room;
        for (int i = 0; i < live.size(); i++) {
            left -= live.get(i).size();
            if (left < 0 || i >= kind.live() - 1) {
                stale.add(live.get(i).name());
            }
        }
        stale.addAll(dead);
        return stale;
    }

    private Optional<PendingLogin> read(String value, Instant now) {
        return sealed.open(value, kind.context())
                .flatMap(PendingLogin::decode)
                .filter(attempt -> isLive(attempt.startedAt(), now));
    }

    private static boolean isLive(Instant startedAt, Instant now) {
        return now.isBefore(startedAt.plus(LIFE));
    }

    private ReplyCookie cleared(String name) {
        return new ReplyCookie(name, "", path, Duration.ZERO, secure, true);
    }

    private String name(String handle) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes(handle));
            return prefix + Base64Url.encode(Arrays.copyOf(hash, 12));
        } catch (NoSuchAlgorithmException notOnThisJdk) {
            throw new IllegalStateException(notOnThisJdk);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
