package io.ssokit.internal.transform;

import io.ssokit.internal.transform.Expression.Unary;
import io.ssokit.internal.transform.Operators.Operator;
import io.ssokit.internal.transform.Scope.Kind;
import io.ssokit.internal.transform.Value.Items;
import io.ssokit.internal.transform.Value.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads expressions. Every name, method and property is known before anything runs. */
final class ExpressionParser {
    /** How many operators, calls and indexes one expression may have: the run goes as deep as they stand in a row. */
    private static final int MAX_OPERATIONS = 256;

    private final Cursor cursor;
    private final Scope scope;
    private final Set<String> setters;
    private int operations;
    private boolean readsResponse;

    ExpressionParser(Cursor cursor, Scope scope, Set<String> setters) {
        this.cursor = cursor;
        this.scope = scope;
        this.setters = setters;
    }

    boolean readsResponse() {
        return readsResponse;
    }

    boolean isSetter(String name) {
        return setters.contains(name);
    }

    /** Whether {@code tidp_attributes} follows and nothing is asked of it. */
    boolean isAllAttributes() {
        Token after = cursor.second();
        return isAttributes(cursor.peek())
                && (after.is(";") || after.is(",") || after.newLine() || after.kind() == Token.Kind.END);
    }

    /** An expression that is part of no other. */
    Expression whole() {
        operations = 0;
        return expression();
    }

    private Expression expression() {
        cursor.enter();
        Expression result = binary(1);
        if (cursor.accept("?")) {
            count();
            Expression then = expression();
            cursor.expect(":");
            result = new Expression.Conditional(result, then, expression());
        }
        cursor.leave();
        return result;
    }

    private Expression binary(int binding) {
        Expression left = unary();
        Optional<Operator> operator = Operators.find(cursor.peek());
        while (operator.isPresent() && operator.get().binding() >= binding) {
            Token sign = cursor.next();
            count();
            Expression right = binary(operator.get().binding() + 1);
            left = operator.get().making().of(sign.line(), left, right);
            operator = Operators.find(cursor.peek());
        }
        return left;
    }

    private Expression unary() {
        Token first = cursor.peek();
        if (cursor.accept("!")) {
            return unary((run, value) -> Value.of(!Convert.truthy(value)));
        }
        if (cursor.accept("-")) {
            return unary((run, value) -> Value.of(-Convert.number(value)));
        }
        if (cursor.accept("+")) {
            return unary((run, value) -> Value.of(Convert.number(value)));
        }
        if (first.isWord("typeof")) {
            cursor.next();
            return unary((run, value) -> Value.of(Convert.typeof(value)));
        }
        return postfix(primary());
    }

    private Expression unary(Unary.Operation operation) {
        cursor.enter();
        count();
        Expression operand = unary();
        cursor.leave();
        return new Unary(operation, operand);
    }

    /** What stands behind a value: {@code .length}, {@code .split("@")}, {@code [0]}. */
    private Expression postfix(Expression value) {
        Expression result = value;
        while (true) {
            Token sign = cursor.peek();
            if (cursor.accept(".")) {
                result = member(sign, result);
            } else if (cursor.accept("[")) {
                result = new Expression.Index(sign.line(), result, index());
            } else if (sign.is("(")) {
                throw sign.problem("only the setters, reject and the methods of texts and arrays can be called");
            } else if (sign.is("++") || sign.is("--")) {
                throw sign.problem("'" + sign.text() + "' is not part of this language");
            } else {
                return result;
            }
            count();
        }
    }

    private Expression index() {
        Token first = cursor.peek();
        if (first.kind() == Token.Kind.TEXT && cursor.second().is("]")) {
            throw first.problem("only tidp_attributes has names; between [ and ] stands a number");
        }
        Expression index = expression();
        cursor.expect("]");
        return index;
    }

    private Expression member(Token sign, Expression target) {
        Token name = cursor.next();
        if (name.isWord("length") && !cursor.peek().is("(")) {
            return new Expression.Length(sign.line(), target);
        }
        Method method = Method.find(name.text())
                .filter(found -> name.kind() == Token.Kind.NAME)
                .orElseThrow(() -> name.problem(
                        "." + bare(name) + " is not known; texts and arrays have length, " + Method.names()));
        if (!cursor.peek().is("(")) {
            throw name.problem("." + name.text() + " is called: ." + name.text() + "(…)");
        }
        List<Expression> arguments = arguments();
        if (arguments.size() < method.least() || arguments.size() > method.most()) {
            throw name.problem(
                    "." + name.text() + " takes " + count(method.least(), method.most()) + ", not " + arguments.size());
        }
        return new Expression.Call(sign.line(), target, method, arguments);
    }

    private static String bare(Token name) {
        return name.shown().replace("'", "");
    }

    private static String count(int least, int most) {
        String range = least == most ? String.valueOf(least) : least + " to " + most;
        return range + (most == 1 ? " argument" : " arguments");
    }

    private List<Expression> arguments() {
        cursor.expect("(");
        return list(")");
    }

    private List<Expression> list(String end) {
        List<Expression> elements = new ArrayList<>();
        while (!cursor.accept(end)) {
            elements.add(expression());
            if (!cursor.peek().is(end)) {
                cursor.expect(",");
            }
        }
        return List.copyOf(elements);
    }

    private Expression primary() {
        Token token = cursor.next();
        switch (token.kind()) {
            case TEXT:
                return new Expression.Constant(Value.of(token.text()));
            case NUMBER:
                return new Expression.Constant(Value.of(Double.parseDouble(token.text())));
            case NAME:
                return named(token);
            default:
                if (token.is("(")) {
                    Expression inner = expression();
                    if (cursor.peek().is("=")) {
                        throw cursor.peek().problem("an assignment stands on a line of its own; to compare write ===");
                    }
                    cursor.expect(")");
                    return inner;
                }
                if (token.is("[")) {
                    return new Expression.Array(list("]"));
                }
                throw token.problem(
                        "a value was expected, not " + token.shown() + (token.is("{") ? ": there are no objects" : ""));
        }
    }

    private Expression named(Token token) {
        String name = token.text();
        Words.refusal(name).ifPresent(why -> {
            throw token.problem(why);
        });
        if (isAttributes(token)) {
            return attribute();
        }
        if (cursor.peek().is("(") || name.equals("Array")) {
            return function(token);
        }
        return switch (name) {
            case "true" -> new Expression.Constant(Value.of(true));
            case "false" -> new Expression.Constant(Value.of(false));
            case "null" -> new Expression.Constant(Missing.NULL);
            case "undefined" -> new Expression.Constant(Missing.UNDEFINED);
            case Words.CURRENT_VALUE -> new Expression.Given(Evaluation::currentValue);
            case Words.RESPONSE -> response();
            default -> variable(token);
        };
    }

    private Expression response() {
        readsResponse = true;
        return new Expression.Given(Evaluation::response);
    }

    private Expression variable(Token token) {
        if (isSetter(token.text()) || token.isWord(Words.REJECT)) {
            throw token.problem("'" + token.text() + "' is called: " + token.text() + "(…)");
        }
        return new Expression.Variable(scope.find(token.text())
                .orElseThrow(() -> token.problem("'" + token.text() + "' is not known here; values are current_value,"
                        + " tidp_attributes, saml_response and the variables declared before"))
                .slot());
    }

    private boolean isAttributes(Token token) {
        return token.isWord(Words.ATTRIBUTES)
                || (token.kind() == Token.Kind.NAME
                        && scope.find(token.text())
                                .filter(entry -> entry.kind() == Kind.ATTRIBUTES)
                                .isPresent());
    }

    /** {@code tidp_attributes["Name"]}, {@code tidp_attributes.Name}, or whether there are attributes at all. */
    private Expression attribute() {
        if (cursor.accept("[")) {
            Expression name = expression();
            cursor.expect("]");
            return new Expression.Attribute(name);
        }
        if (cursor.accept(".")) {
            Token name = cursor.next();
            if (name.kind() != Token.Kind.NAME) {
                throw name.problem("the name of an attribute was expected, not " + name.shown());
            }
            if (cursor.peek().is("(")) {
                throw name.problem("tidp_attributes has no methods; it is asked by tidp_attributes[\"Name\"]");
            }
            return new Expression.Attribute(new Expression.Constant(Value.of(name.text())));
        }
        return new Expression.Constant(Value.Attributes.ALL);
    }

    private Expression function(Token name) {
        count();
        if (isSetter(name.text())) {
            return new Expression.Setter(name.line(), name.text(), one(name));
        }
        switch (name.text()) {
            case Words.REJECT: {
                List<Expression> reason = arguments();
                if (reason.size() > 1) {
                    throw name.problem("reject takes one reason");
                }
                return new Expression.Reject(name.line(), reason.stream().findFirst());
            }
            case "String":
                return new Unary((run, value) -> Value.of(Convert.text(run, value)), one(name));
            case "Array":
                return isArray(name);
            default:
                throw name.problem(unknownFunction(name.text()));
        }
    }

    private Expression isArray(Token name) {
        if (!cursor.accept(".") || !cursor.next().isWord("isArray")) {
            throw name.problem("of Array only Array.isArray(…) is known");
        }
        return new Unary((run, value) -> Value.of(value instanceof Items), one(name));
    }

    private Expression one(Token name) {
        List<Expression> arguments = arguments();
        if (arguments.size() != 1) {
            throw name.problem("'" + name.text() + "' takes one value, not " + arguments.size());
        }
        return arguments.get(0);
    }

    private String unknownFunction(String name) {
        String folded = folded(name);
        for (String setter : setters) {
            if (folded(setter).equals(folded)) {
                return "'" + name + "' is not known; it is written " + setter;
            }
        }
        if (name.startsWith("set")) {
            return "'" + name + "' sets no field that is known here; setters are "
                    + String.join(", ", new TreeSet<>(setters));
        }
        return "there is no function '" + name + "'; functions are reject and the setters, for example setRoles";
    }

    private static String folded(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private void count() {
        if (++operations > MAX_OPERATIONS) {
            throw cursor.peek().problem("one expression has at most " + MAX_OPERATIONS + " operators and calls");
        }
    }
}
