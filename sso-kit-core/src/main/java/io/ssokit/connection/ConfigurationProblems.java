package io.ssokit.connection;

import java.util.List;

/** Everything that is wrong with a configuration, at once; each line starts with the option's full path. */
public final class ConfigurationProblems extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> problems;

    /** @param problems one line each, {@code path: what is wrong}; never a secret's value */
    public ConfigurationProblems(List<String> problems) {
        super("wrong sso-kit configuration:\n  " + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each, {@code path: what is wrong}. */
    public List<String> problems() {
        return problems;
    }
}
