package io.ssokit.internal.transform;

import java.util.List;

/** What a script does. Immutable. */
interface Statement {
    void run(Evaluation run);

    /** An expression for what it does besides: {@code setRoles("Sales")}. */
    record Do(int line, Expression expression) implements Statement {
        @Override
        public void run(Evaluation run) {
            run.at(line);
            run.eval(expression);
        }
    }

    /** {@code var x = …} or {@code x = …}. */
    record Store(int line, int slot, Expression value) implements Statement {
        @Override
        public void run(Evaluation run) {
            run.at(line);
            run.store(slot, run.eval(value));
        }
    }

    /** Braces. */
    record Block(List<Statement> statements) implements Statement {
        @Override
        public void run(Evaluation run) {
            run.runAll(statements);
        }
    }

    /** {@code if}, with every {@code else if} in a row: a long chain is not deep. */
    record If(List<Branch> branches, List<Statement> otherwise) implements Statement {
        @Override
        public void run(Evaluation run) {
            for (Branch branch : branches) {
                run.at(branch.line());
                if (Convert.truthy(run.eval(branch.condition()))) {
                    run.runAll(List.of(branch.then()));
                    return;
                }
            }
            run.runAll(otherwise);
        }
    }

    /** One condition and what is done then. */
    record Branch(int line, Expression condition, Statement then) {}
}
