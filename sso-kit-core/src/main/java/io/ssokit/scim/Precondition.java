package io.ssokit.scim;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code If-Match} and {@code If-None-Match} (RFC 7644 §3.14, RFC 9110 §13.1). Our entity tags are {@code W/"version"}.
 * Immutable.
 */
final class Precondition {
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"?([0-9]{1,18})\"?");

    private final boolean given;
    private final boolean any;
    private final long[] versions;
    private final Optional<Precondition> unless;

    private static final Precondition NONE = new Precondition(Optional.empty(), Optional.empty());

    private Precondition(Optional<String> header, Optional<Precondition> unless) {
        this.unless = unless;
        String[] tags = header.map(value -> value.split(",")).orElse(new String[0]);
        this.given = header.isPresent();
        this.any = Arrays.stream(tags).anyMatch(tag -> tag.trim().equals("*"));
        // A tag that we never gave out matches nothing.
        this.versions = Arrays.stream(tags)
                .map(tag -> TAG.matcher(tag.trim()))
                .filter(Matcher::matches)
                .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                .toArray();
    }

    /** What both headers ask of a resource; {@code If-None-Match} of a read is not refused but answered 304. */
    static Precondition of(ScimRequest request) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        Optional<Precondition> unless =
                reads ? Optional.empty() : Optional.of(ifNoneMatch(request)).filter(header -> header.given);
        Optional<String> match = request.header("If-Match");
        return match.isEmpty() && unless.isEmpty() ? NONE : new Precondition(match, unless);
    }

    static Precondition ifNoneMatch(ScimRequest request) {
        Optional<String> noneMatch = request.header("If-None-Match");
        return noneMatch.isEmpty() ? NONE : new Precondition(noneMatch, Optional.empty());
    }

    static String tag(long version) {
        return "W/\"" + version + "\"";
    }

    /** Whether the client named versions, so that a change in between must fail and not be tried again. */
    boolean isVersioned() {
        return (given && !any) || unless.isPresent();
    }

    /** Whether an existing resource of this version is one the client named. */
    boolean names(long version) {
        return given && (any || Arrays.stream(versions).anyMatch(one -> one == version));
    }

    /** @throws ScimException 412 if the client named versions and this is none of them, or one it does not want to meet */
    void require(long version) {
        if ((given && !names(version))
                || unless.filter(header -> header.names(version)).isPresent()) {
            throw ScimException.preconditionFailed();
        }
    }

    /** The one version the client named; empty if any will do or if it named several, which {@link #require} tells apart. */
    OptionalLong single() {
        return given && !any && unless.isEmpty() && versions.length == 1
                ? OptionalLong.of(versions[0])
                : OptionalLong.empty();
    }
}
