package io.ssokit.login;

import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.JitPolicy;
import io.ssokit.connection.JitPolicy.MatchOn;
import io.ssokit.connection.JitPolicy.Mode;
import io.ssokit.error.LoginError;
import io.ssokit.error.StoreException;
import io.ssokit.login.LoginResolver.Candidate;
import io.ssokit.login.LoginResolver.Decision;
import io.ssokit.user.Group;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who an applicant would be: first by the link (tenant, connection, subject), on a first sign-in by an attribute, and then
 * as the app decides. Only reads. Thread-safe.
 */
final class Prospects {
    private static final int MAX_HELD = 5;

    private final UserStore users;
    private final IdentityLinks links;
    private final Matching matching;
    private final LinkRules rules;
    private final LoginResolver resolver;

    Prospects(LoginFlow.Parts parts) {
        this.users = parts.stores().users();
        this.links = parts.stores().links();
        this.matching = new Matching(parts);
        this.rules = new LinkRules(links);
        this.resolver = parts.resolver();
    }

    /** Whom to sign in, link or create; whoever may not be is refused here, before anything is written. */
    Prospect of(Applicant applicant) {
        requireAllowedAddress(applicant);
        Prospect decided = decided(applicant, planned(applicant));
        decided.person().ifPresent(person -> rules.permitted(applicant.key(), person));
        if (decided.plan() != LoginResolver.Plan.REFUSE) {
            requireRole(applicant, decided.person());
        }
        return decided;
    }

    /** A person to create; found again by what they are matched by, should the link behind it fail. */
    User draft(Applicant applicant) {
        User draft = applicant.profile().draft(applicant.tenant());
        return applicant.connection().trust().jit().matchOn() == MatchOn.EXTERNAL_ID
                ? draft.toBuilder().externalId(Matching.externalId(applicant)).build()
                : draft;
    }

    private Prospect planned(Applicant applicant) {
        Optional<String> linked = links.find(applicant.key());
        Optional<User> known = linked.flatMap(id -> users.find(applicant.tenant(), id));
        if (known.isPresent()) {
            return Prospect.signIn(known.get());
        }
        JitPolicy policy = applicant.connection().trust().jit();
        if (linked.isEmpty() && policy.mode() == Mode.OFF) {
            return Prospect.refuse(unknown("a person linked before (jit: off)"), linked);
        }
        try {
            Optional<User> match = matching.find(applicant);
            if (match.isPresent()) {
                return Prospect.link(match.get(), linked);
            }
        } catch (LoginException ambiguous) {
            return Prospect.refuse(ambiguous, linked);
        }
        if (linked.isPresent()) {
            // The linked record is gone. Provisioning may make the person again: only then do they come back.
            return Prospect.refuse(deleted(), linked);
        }
        return policy.mode() == Mode.MATCH
                ? Prospect.refuse(unknown("a person that provisioning has created (jit: match)"), linked)
                : Prospect.create();
    }

    private Prospect decided(Applicant applicant, Prospect planned) {
        Decision decision = ask(new Candidate(
                applicant.connection(),
                applicant.identity(),
                applicant.profile().userName(),
                applicant.profile().provenEmail(),
                planned.plan(),
                planned.person()));
        if (decision instanceof Decision.Reject rejected) {
            throw LoginException.of(LoginError.REJECTED_BY_APP, "a person whom the app lets in", rejected.reason());
        }
        return decision instanceof Decision.Link chosen ? linked(applicant, planned, chosen.userId()) : planned;
    }

    private Decision ask(Candidate candidate) {
        Decision decision;
        try {
            decision = resolver.decide(candidate);
        } catch (LoginException | StoreException.Unavailable failed) {
            throw failed;
        } catch (RuntimeException failed) {
            throw failedResolver(failed.getClass().getName()).causedBy(failed);
        }
        if (decision == null) {
            throw failedResolver("null");
        }
        return decision;
    }

    private Prospect linked(Applicant applicant, Prospect planned, String userId) {
        User chosen = users.find(applicant.tenant(), userId)
                .orElseThrow(() -> failedResolver("user " + userId + ", who is not in this tenant"));
        if (planned.plan() != LoginResolver.Plan.SIGN_IN) {
            return Prospect.link(chosen, planned.goneId());
        }
        String now = planned.person().orElseThrow().id();
        if (!now.equals(chosen.id())) {
            throw LoginException.of(
                    LoginError.LINK_COLLISION,
                    "an identity that signs in user " + chosen.id() + " or nobody yet",
                    "one that signs in user " + now);
        }
        return planned;
    }

    /** Without a verified address somebody is of no domain at all. */
    private static void requireAllowedAddress(Applicant applicant) {
        Set<EmailDomain> allowed = applicant.connection().trust().jit().allowedEmailDomains();
        Optional<EmailDomain> domain = applicant
                .profile()
                .provenEmail()
                .filter(address -> Matching.isWorthItsWord(applicant, address))
                .flatMap(EmailDomain::ofAddress);
        if (allowed.isEmpty() || domain.filter(allowed::contains).isPresent()) {
            return;
        }
        String names = allowed.stream().map(EmailDomain::name).sorted().collect(Collectors.joining(", "));
        String attribute =
                applicant.connection().trust().mapping().sources(Field.EMAIL).get(0);
        throw LoginException.of(
                        LoginError.EMAIL_DOMAIN,
                        "attribute " + attribute + " with an address in " + names,
                        domain.map(one -> "one in " + one.name()).orElse("no address, or one that nobody has verified"))
                .naming(List.of(attribute));
    }

    /** Groups of provisioning count like those that the identity provider asserts now. */
    private void requireRole(Applicant applicant, Optional<User> person) {
        Set<String> expected = applicant.connection().trust().expectRoles();
        if (expected.isEmpty()) {
            return;
        }
        Set<String> held = new TreeSet<>(applicant.profile().groups());
        person.ifPresent(user -> users.groupsOf(user.tenant(), user.id()).stream()
                .map(Group::displayName)
                .forEach(held::add));
        if (expected.stream().noneMatch(held::contains)) {
            throw LoginException.of(
                            LoginError.ROLE_MISSING,
                            "one of the roles " + String.join(", ", expected),
                            few(held) + "; " + applicant.profile().mapped().summary(List.of(Field.ROLES, Field.GROUPS)))
                    .naming(expected.stream().sorted().toList());
        }
    }

    /** The mapping's trace must find room behind them. */
    private static String few(Set<String> held) {
        String some = held.stream().limit(MAX_HELD).collect(Collectors.joining(", "));
        return held.isEmpty()
                ? "none"
                : held.size() > MAX_HELD ? some + " and " + (held.size() - MAX_HELD) + " more" : some;
    }

    static LoginException deleted() {
        return LoginException.of(
                LoginError.USER_DELETED, "a person that provisioning has not deleted", "a deleted person");
    }

    private static LoginException unknown(String expected) {
        return LoginException.of(LoginError.USER_UNKNOWN, expected, "nobody of that name");
    }

    private static LoginException failedResolver(String received) {
        return LoginException.of(LoginError.RESOLVER_FAILED, "a decision of the app's LoginResolver", received);
    }
}
