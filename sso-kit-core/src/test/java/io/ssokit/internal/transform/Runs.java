package io.ssokit.internal.transform;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs scripts. */
final class Runs {
    static final Set<String> SETTERS = Set.of(
            "setRoles",
            "setGroups",
            "setEmail",
            "setUsername",
            "setFirst_Name",
            "setLast_Name",
            "setDisplay_Name",
            "setTitle",
            "setDepartment",
            "setCompany",
            "setPhone",
            "setEmployee_Number",
            "setLocale",
            "setMember_Of");

    private Runs() {}

    static TransformOutcome run(String script, Map<String, List<String>> attributes, String... current) {
        return Transform.parse(script, SETTERS).run(new TransformInput(List.of(current), attributes, "<saml/>"));
    }

    /** What {@code setTitle} was given, as one text with commas; what else came of it otherwise. */
    static String result(TransformOutcome outcome) {
        if (outcome instanceof TransformOutcome.Assigned assigned) {
            StringBuilder text = new StringBuilder();
            assigned.values()
                    .forEach((setter, values) -> text.append(text.isEmpty() ? "" : "; ")
                            .append(setter)
                            .append('=')
                            .append(String.join("|", values)));
            return text.toString();
        }
        if (outcome instanceof TransformOutcome.Rejected rejected) {
            return "rejected " + rejected.reason();
        }
        return outcome instanceof TransformOutcome.Failed failed
                ? "failed at line " + failed.line() + ": " + failed.problem()
                : "unchanged";
    }
}
