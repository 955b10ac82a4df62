package io.ssokit.session;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tags of a signed-in person, taken from a verified assertion or ID token, as AWS SSO does. A frozen snapshot of the
 * sign-in; immutable. A tag that cannot be taken is left out and named in {@link #problems()}, the sign-in goes on; no
 * tag is ever cut short or picked from two values.
 *
 * <p>Sources: AWS "Passing session tags in STS" for names and limits.
 */
public final class SessionTags {
    /** What AWS IAM Identity Center's attributes for access control start with. */
    public static final String ACCESS_CONTROL = "https://aws.amazon.com/SAML/Attributes/AccessControl:";

    /** What AWS STS session tags start with. */
    public static final String PRINCIPAL_TAG = "https://aws.amazon.com/SAML/Attributes/PrincipalTag:";

    /** The attribute that names the keys which follow into chained roles. */
    public static final String TRANSITIVE_KEYS = "https://aws.amazon.com/SAML/Attributes/TransitiveTagKeys";

    /** No tags. */
    public static final SessionTags NONE = new SessionTags(List.of(), AwsSession.NONE, List.of());

    private static final int MAX_TAGS = 50;
    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;
    private static final int MAX_PROBLEMS = 100;

    private final List<SessionTag> tags;
    private final AwsSession aws;
    private final List<String> problems;

    private SessionTags(List<SessionTag> tags, AwsSession aws, List<String> problems) {
        this.tags = List.copyOf(tags);
        this.aws = aws;
        this.problems = List.copyOf(problems);
    }

    /**
     * Takes the tags out of attributes whose source is already verified.
     *
     * @param attributes attribute or claim names, case-sensitive, with their values in order
     * @param openIdConnect whether they are claims of an ID token; decides {@link SessionTag#source()}
     */
    public static SessionTags of(Map<String, List<String>> attributes, boolean openIdConnect) {
        Collector found = new Collector();
        attributes.forEach((name, values) -> {
            if (name.startsWith(ACCESS_CONTROL)) {
                found.add(name.substring(ACCESS_CONTROL.length()), values, source(openIdConnect, false));
            } else if (name.startsWith(PRINCIPAL_TAG)) {
                found.add(name.substring(PRINCIPAL_TAG.length()), values, source(openIdConnect, true));
            }
        });
        AwsSession aws = AwsSession.of(attributes, found::problem);
        return found.finish(attributes.getOrDefault(TRANSITIVE_KEYS, List.of()), aws);
    }

    /** All tags in the order in which they came. */
    public List<SessionTag> all() {
        return tags;
    }

    /** The value of a tag; the key is compared without regard to case. */
    public Optional<String> value(String key) {
        for (SessionTag tag : tags) {
            if (tag.key().equalsIgnoreCase(key)) {
                return Optional.of(tag.value());
            }
        }
        return Optional.empty();
    }

    /** Key to value, in order. */
    public Map<String, String> asMap() {
        Map<String, String> map = new LinkedHashMap<>();
        tags.forEach(tag -> map.put(tag.key(), tag.value()));
        return Collections.unmodifiableMap(map);
    }

    /** What the assertion says to AWS STS beside the tags: roles, names, duration. */
    public AwsSession aws() {
        return aws;
    }

    /** What was left out and why, in plain sentences that name the key and never a value. */
    public List<String> problems() {
        return problems;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionTags that
                && tags.equals(that.tags)
                && aws.equals(that.aws)
                && problems.equals(that.problems);
    }

    @Override
    public int hashCode() {
        return tags.hashCode();
    }

    @Override
    public String toString() {
        return "SessionTags" + asMap().keySet();
    }

    private static SessionTag.Source source(boolean openIdConnect, boolean principalTag) {
        if (openIdConnect) {
            return SessionTag.Source.OIDC_TAGS;
        }
        return principalTag ? SessionTag.Source.SAML_PRINCIPAL_TAG : SessionTag.Source.SAML_ACCESS_CONTROL;
    }

    private static final class Collector {
        private final Map<String, SessionTag> byLowerKey = new LinkedHashMap<>();
        private final Set<String> contradicted = new LinkedHashSet<>();
        private final List<String> problems = new ArrayList<>();

        void add(String rawKey, List<String> values, SessionTag.Source source) {
            String key = clean(rawKey);
            if (!isKey(key)) {
                problem("a tag key is empty, too long, reserved or has characters outside the allowed ones: "
                        + printable(key));
                return;
            }
            Set<String> distinct = new LinkedHashSet<>();
            values.forEach(value -> distinct.add(clean(value)));
            if (distinct.isEmpty()) {
                return;
            }
            if (distinct.size() > 1) {
                problem("tag " + key + " has " + distinct.size() + " values where one is expected");
                contradicted.add(lower(key));
                return;
            }
            String value = distinct.iterator().next();
            if (!isValue(value)) {
                problem("the value of tag " + key
                        + " is too long, reserved or has characters outside the allowed ones");
                return;
            }
            keep(new SessionTag(key, value, source, false));
        }

        private void keep(SessionTag tag) {
            String lower = lower(tag.key());
            SessionTag before = byLowerKey.get(lower);
            if (before == null) {
                byLowerKey.put(lower, tag);
            } else if (!before.value().equals(tag.value())) {
                problem("tag " + tag.key() + " came with two different values");
                contradicted.add(lower);
            }
        }

        SessionTags finish(Collection<String> transitiveKeys, AwsSession aws) {
            byLowerKey.keySet().removeAll(contradicted);
            Set<String> transitive = new LinkedHashSet<>();
            for (String key : transitiveKeys) {
                String lower = lower(clean(key));
                transitive.add(lower);
                if (!byLowerKey.containsKey(lower)) {
                    problem("transitive key " + printable(clean(key)) + " is not among the tags");
                }
            }
            List<SessionTag> kept = new ArrayList<>();
            for (Map.Entry<String, SessionTag> entry : byLowerKey.entrySet()) {
                SessionTag tag = entry.getValue();
                if (kept.size() == MAX_TAGS) {
                    problem("tag " + tag.key() + " is beyond the limit of " + MAX_TAGS + " tags");
                    continue;
                }
                kept.add(new SessionTag(tag.key(), tag.value(), tag.source(), transitive.contains(entry.getKey())));
            }
            boolean nothing = kept.isEmpty() && problems.isEmpty() && aws.equals(AwsSession.NONE);
            return nothing ? NONE : new SessionTags(kept, aws, problems);
        }

        private void problem(String text) {
            if (problems.size() < MAX_PROBLEMS && !problems.contains(text)) {
                problems.add(text);
            }
        }

        private static boolean isKey(String key) {
            return !key.isEmpty() && key.length() <= MAX_KEY && isAllowed(key, false);
        }

        private static boolean isValue(String value) {
            return value.length() <= MAX_VALUE && isAllowed(value, true);
        }

        /** STS's pattern without its exotic separators: letters, digits, blanks and {@code _ . : / = + - @}. */
        private static boolean isAllowed(String text, boolean star) {
            if (lower(text).startsWith("aws:")) {
                return false;
            }
            return text.codePoints()
                    .allMatch(c -> Character.isLetterOrDigit(c)
                            || Character.getType(c) == Character.NON_SPACING_MARK
                            || " _.:/=+-@".indexOf(c) >= 0
                            || (star && c == '*'));
        }

        private static String clean(String text) {
            return Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
        }

        private static String lower(String text) {
            return text.toLowerCase(Locale.ROOT);
        }

        private static String printable(String text) {
            String safe = text.replaceAll("[^\\p{L}\\p{N} _.:/=+@-]", "?");
            return safe.length() <= 40 ? safe : safe.substring(0, 40) + "…";
        }
    }
}
