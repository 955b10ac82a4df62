package io.ssokit.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an assertion says to AWS STS beside its session tags: which roles its bearer may take, and how the session is
 * called. Only read, never acted upon by a sign-in. Immutable.
 *
 * <p>Source: AWS IAM, "Configure SAML assertions for the authentication response".
 *
 * @param roles in the order in which they came, each once
 * @param roleSessionName the name of the session: 2-64 of letters, digits and {@code _+=,.@-}
 * @param sourceIdentity who is behind it, also in chained roles; the same characters
 * @param duration how long the session may last: 15 minutes to 12 hours
 */
public record AwsSession(
        List<Role> roles,
        Optional<String> roleSessionName,
        Optional<String> sourceIdentity,
        Optional<Duration> duration) {
    /** Nothing is said. */
    public static final AwsSession NONE =
            new AwsSession(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final String PREFIX = "https://aws.amazon.com/SAML/Attributes/";
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]{0,20}:iam::[0-9]{12}:role/[\\w+=,.@/-]{1,576}");
    private static final Pattern PROVIDER =
            Pattern.compile("arn:aws[a-z-]{0,20}:iam::[0-9]{12}:saml-provider/[\\w._-]{1,128}");
    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{3,5}");
    private static final int MIN_SECONDS = 900;
    private static final int MAX_SECONDS = 43_200;

    public AwsSession {
        roles = List.copyOf(roles);
    }

    /**
     * A role and who vouches for its bearer.
     *
     * @param roleArn the role to assume
     * @param providerArn the SAML provider in the role's account
     */
    public record Role(String roleArn, String providerArn) {}

    /**
     * Reads verified attributes; names are case-sensitive.
     *
     * @param problem told in a plain sentence what was left out and why, without its value
     */
    static AwsSession of(Map<String, List<String>> attributes, Consumer<String> problem) {
        Reader reader = new Reader(attributes, problem);
        List<Role> roles = reader.roles();
        Optional<String> name = reader.name("RoleSessionName");
        Optional<String> source = reader.name("SourceIdentity");
        Optional<Duration> duration = reader.duration();
        boolean silent = roles.isEmpty() && name.isEmpty() && source.isEmpty() && duration.isEmpty();
        return silent ? NONE : new AwsSession(roles, name, source, duration);
    }

    private record Reader(Map<String, List<String>> attributes, Consumer<String> problem) {
        List<Role> roles() {
            Set<Role> roles = new LinkedHashSet<>();
            for (String pair : attributes.getOrDefault(PREFIX + "Role", List.of())) {
                Role role = role(pair);
                if (role == null) {
                    problem.accept("a value of Role is not a role's ARN and a SAML provider's, with a comma between");
                } else {
                    roles.add(role);
                }
            }
            return new ArrayList<>(roles);
        }

        /** Documented as role first; tools and identity providers write either order, and AWS takes both. */
        private static @Nullable Role role(String pair) {
            String[] arns = pair.split(",", -1);
            if (arns.length != 2) {
                return null;
            }
            String one = arns[0].strip();
            String other = arns[1].strip();
            if (ROLE.matcher(one).matches() && PROVIDER.matcher(other).matches()) {
                return new Role(one, other);
            }
            return ROLE.matcher(other).matches() && PROVIDER.matcher(one).matches() ? new Role(other, one) : null;
        }

        Optional<String> name(String attribute) {
            Optional<String> value = single(attribute);
            boolean fits = value.isEmpty()
                    || NAME.matcher(value.get()).matches()
                            && !value.get().toLowerCase(Locale.ROOT).startsWith("aws:");
            if (!fits) {
                problem.accept(attribute + " is not 2-64 letters, digits or _+=,.@-");
            }
            return fits ? value : Optional.empty();
        }

        Optional<Duration> duration() {
            Optional<String> value = single("SessionDuration");
            Optional<Integer> seconds = value.filter(
                            text -> SECONDS.matcher(text).matches())
                    .map(Integer::valueOf)
                    .filter(number -> number >= MIN_SECONDS && number <= MAX_SECONDS);
            if (value.isPresent() && seconds.isEmpty()) {
                problem.accept("SessionDuration is not a number of seconds from 900 to 43200");
            }
            return seconds.map(Duration::ofSeconds);
        }

        private Optional<String> single(String attribute) {
            Set<String> values = new LinkedHashSet<>();
            attributes.getOrDefault(PREFIX + attribute, List.of()).forEach(value -> values.add(value.strip()));
            if (values.size() > 1) {
                problem.accept(attribute + " has " + values.size() + " values where one is expected");
            }
            return values.size() == 1 ? values.stream().findFirst() : Optional.empty();
        }
    }
}
