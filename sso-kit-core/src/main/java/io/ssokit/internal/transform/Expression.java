package io.ssokit.internal.transform;

import io.ssokit.internal.transform.Value.Items;
import io.ssokit.internal.transform.Value.Missing;
import io.ssokit.internal.transform.Value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a script computes. Immutable; evaluated by {@link Evaluation#eval}, which counts. */
interface Expression {
    Value eval(Evaluation run);

    /** Written out. */
    record Constant(Value value) implements Expression {
        @Override
        public Value eval(Evaluation run) {
            return value;
        }
    }

    /** What a run knows from outside. */
    record Given(Function<Evaluation, Value> read) implements Expression {
        @Override
        public Value eval(Evaluation run) {
            return read.apply(run);
        }
    }

    /** By its place. */
    record Variable(int slot) implements Expression {
        @Override
        public Value eval(Evaluation run) {
            return run.variable(slot);
        }
    }

    /** {@code tidp_attributes[…]} */
    record Attribute(Expression name) implements Expression {
        @Override
        public Value eval(Evaluation run) {
            if (run.eval(name) instanceof Text text) {
                return run.attribute(text.value());
            }
            throw run.failure("the name of an attribute is a text");
        }
    }

    /** {@code […, …]} */
    record Array(List<Expression> elements) implements Expression {
        @Override
        public Value eval(Evaluation run) {
            Items items = new Items();
            for (Expression element : elements) {
                ArrayMethods.add(run, items, run.eval(element));
            }
            return items;
        }
    }

    /** {@code parts[1]} */
    record Index(int line, Expression target, Expression index) implements Expression {
        @Override
        public Value eval(Evaluation run) {
            Value of = run.eval(target);
            Value at = run.eval(index);
            run.at(line);
            if (!(at instanceof Value.Num number) || number.value() != Math.rint(number.value())) {
                throw run.failure("between [ and ] stands a whole number, not " + Convert.kind(at));
            }
            int i = (int) number.value();
            if (of instanceof Items items) {
                return i < 0 || i >= items.list.size() ? Missing.UNDEFINED : items.list.get(i);
            }
            if (of instanceof Text text) {
                return i < 0 || i >= text.value().length()
                        ? Missing.UNDEFINED
                        : TextMethods.charAt(run, text.value(), i);
            }
            throw run.failure("[…] was asked of " + Convert.kind(of));
        }
    }

    /** {@code .length} */
    record Length(int line, Expression target) implements Expression {
        @Override
        public Value eval(Evaluation run) {
            Value of = run.eval(target);
            run.at(line);
            if (of instanceof Items items) {
                return Value.of((double) items.list.size());
            }
            if (of instanceof Text text) {
                return Value.of((double) text.value().length());
            }
            throw run.failure("length was asked of " + Convert.kind(of));
        }
    }

    /** {@code target.name(…)} */
    record Call(int line, Expression target, Method method, List<Expression> arguments) implements Expression {
        @Override
        public Value eval(Evaluation run) {
            Value self = run.eval(target);
            List<Value> values = new ArrayList<>(arguments.size());
            for (Expression argument : arguments) {
                values.add(run.eval(argument));
            }
            run.at(line);
            return method.call(run, self, values);
        }
    }

    /** {@code setRoles(…)} */
    record Setter(int line, String name, Expression argument) implements Expression {
        @Override
        public Value eval(Evaluation run) {
            Value value = run.eval(argument);
            run.at(line);
            run.assign(name, value);
            return Missing.UNDEFINED;
        }
    }

    /** {@code reject(…)} */
    record Reject(int line, Optional<Expression> reason) implements Expression {
        @Override
        public Value eval(Evaluation run) {
            Value why = reason.isPresent() ? run.eval(reason.get()) : Missing.UNDEFINED;
            run.at(line);
            throw run.rejection(why instanceof Missing ? "no reason given" : Convert.text(run, why));
        }
    }

    /** An operator before its operand, {@code String(…)} and {@code Array.isArray(…)}. */
    record Unary(Operation operation, Expression operand) implements Expression {
        /** What is done. */
        @FunctionalInterface
        interface Operation {
            Value of(Evaluation run, Value value);
        }

        @Override
        public Value eval(Evaluation run) {
            return operation.of(run, run.eval(operand));
        }
    }

    /** An operator between two operands, both of which are evaluated. */
    record Binary(int line, Operation operation, Expression left, Expression right) implements Expression {
        /** What is done. */
        @FunctionalInterface
        interface Operation {
            Value of(Evaluation run, Value left, Value right);
        }

        @Override
        public Value eval(Evaluation run) {
            Value a = run.eval(left);
            Value b = run.eval(right);
            run.at(line);
            return operation.of(run, a, b);
        }
    }

    /** {@code &&}, {@code ||} and {@code ??}: the right side only if the left one does not decide. */
    record Choice(Function<Value, Boolean> decides, Expression left, Expression right) implements Expression {
        @Override
        public Value eval(Evaluation run) {
            Value value = run.eval(left);
            return decides.apply(value) ? value : run.eval(right);
        }
    }

    /** {@code ? :} */
    record Conditional(Expression condition, Expression then, Expression otherwise) implements Expression {
        @Override
        public Value eval(Evaluation run) {
            return Convert.truthy(run.eval(condition)) ? run.eval(then) : run.eval(otherwise);
        }
    }
}
