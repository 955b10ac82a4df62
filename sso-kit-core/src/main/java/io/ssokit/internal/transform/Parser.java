package io.ssokit.internal.transform;

import io.ssokit.internal.transform.Scope.Kind;
import io.ssokit.internal.transform.Statement.Branch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads statements. Used once. */
final class Parser {
    private final Cursor cursor;
    private final Scope scope = new Scope();
    private final ExpressionParser expressions;
    private final List<Statement> script = new ArrayList<>();

    Parser(List<Token> tokens, Set<String> setters) {
        this.cursor = new Cursor(tokens);
        this.expressions = new ExpressionParser(cursor, scope, setters);
        while (!cursor.atEnd()) {
            script.addAll(statement());
        }
    }

    List<Statement> script() {
        return List.copyOf(script);
    }

    int variables() {
        return scope.slots();
    }

    boolean readsResponse() {
        return expressions.readsResponse();
    }

    /** None for a lone semicolon, several for {@code var a, b}. */
    private List<Statement> statement() {
        Token first = cursor.peek();
        if (cursor.accept(";")) {
            return List.of();
        }
        if (first.is("{")) {
            return List.of(block());
        }
        if (cursor.acceptWord("if")) {
            return List.of(choice(first));
        }
        List<Statement> statements = switch (first.kind() == Token.Kind.NAME ? first.text() : "") {
            case "var" -> declarations(Kind.VAR);
            case "let" -> declarations(Kind.LET);
            case "const" -> declarations(Kind.CONST);
            default -> List.of(isAssignment() ? assignment() : new Statement.Do(first.line(), expressions.whole()));
        };
        endOfStatement();
        return statements;
    }

    /** ECMA-262 12.10: a semicolon may be left out before a brace, at the end of a line and at the end of the script. */
    private void endOfStatement() {
        Token next = cursor.peek();
        if (cursor.accept(";") || next.is("}") || next.newLine() || cursor.atEnd()) {
            return;
        }
        if (next.is("=")) {
            throw next.problem(
                    "only a variable can be given a value; a field gets its value from a setter such as setEmail");
        }
        throw next.problem("';' is missing before " + next.shown());
    }

    private Statement.Block block() {
        cursor.expect("{");
        cursor.enter();
        scope.open();
        List<Statement> statements = new ArrayList<>();
        while (!cursor.accept("}")) {
            if (cursor.atEnd()) {
                throw cursor.peek().problem("'}' is missing");
            }
            statements.addAll(statement());
        }
        scope.close();
        cursor.leave();
        return new Statement.Block(List.copyOf(statements));
    }

    private Statement choice(Token first) {
        List<Branch> branches = new ArrayList<>();
        List<Statement> otherwise = List.of();
        branches.add(branch(first));
        while (otherwise.isEmpty() && cursor.acceptWord("else")) {
            Token next = cursor.peek();
            if (cursor.acceptWord("if")) {
                branches.add(branch(next));
            } else {
                otherwise = List.of(one());
            }
        }
        return new Statement.If(List.copyOf(branches), otherwise);
    }

    private Branch branch(Token first) {
        cursor.expect("(");
        Expression condition = expressions.whole();
        if (cursor.peek().is("=")) {
            throw cursor.peek().problem("'=' gives a variable a value; to compare write ===");
        }
        cursor.expect(")");
        return new Branch(first.line(), condition, one());
    }

    /** What stands after {@code if (…)} or {@code else}, with or without braces. */
    private Statement one() {
        cursor.enter();
        Token first = cursor.peek();
        if (first.isWord("let") || first.isWord("const")) {
            throw first.problem("a declaration after if or else stands in braces");
        }
        List<Statement> statements = statement();
        cursor.leave();
        return statements.size() == 1 ? statements.get(0) : new Statement.Block(statements);
    }

    private List<Statement> declarations(Kind kind) {
        cursor.next();
        List<Statement> statements = new ArrayList<>();
        do {
            Token name = name();
            if (!cursor.accept("=")) {
                if (kind == Kind.CONST) {
                    throw cursor.peek().problem("a const is given its value where it is declared");
                }
                scope.declare(name, kind);
            } else if (expressions.isAllAttributes()) {
                cursor.next();
                scope.declare(name, Kind.ATTRIBUTES);
            } else {
                Expression value = expressions.whole();
                statements.add(new Statement.Store(
                        name.line(), scope.declare(name, kind).slot(), value));
            }
        } while (cursor.accept(","));
        return statements;
    }

    private Token name() {
        Token name = cursor.next();
        if (name.kind() != Token.Kind.NAME) {
            throw name.problem("the name of a variable was expected, not " + name.shown());
        }
        if (Words.isReserved(name.text()) || expressions.isSetter(name.text())) {
            throw name.problem("'" + name.text() + "' is a word of the language; call the variable otherwise");
        }
        return name;
    }

    private boolean isAssignment() {
        return cursor.peek().kind() == Token.Kind.NAME
                && (cursor.second().is("=") || cursor.second().is("+="));
    }

    private Statement assignment() {
        Token name = cursor.peek();
        if (Words.isReserved(name.text())) {
            throw name.problem("'" + name.text()
                    + "' cannot be given a value; a field gets its value from a setter such as" + " setEmail");
        }
        Scope.Entry entry = scope.find(name.text())
                .orElseThrow(() ->
                        name.problem("there is no variable '" + name.text() + "'; declare it: var " + name.text()));
        if (entry.kind() == Kind.CONST || entry.kind() == Kind.ATTRIBUTES) {
            throw name.problem("'" + name.text() + "' cannot be given another value");
        }
        cursor.next();
        boolean adds = cursor.next().is("+=");
        Expression value = expressions.whole();
        Expression before = new Expression.Variable(entry.slot());
        return new Statement.Store(
                name.line(),
                entry.slot(),
                adds ? new Expression.Binary(name.line(), Operators::plus, before, value) : value);
    }
}
