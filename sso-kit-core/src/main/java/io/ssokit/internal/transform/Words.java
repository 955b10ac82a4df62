package io.ssokit.internal.transform;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words of JavaScript that mean something, here or there. */
final class Words {
    static final String CURRENT_VALUE = "current_value";
    static final String ATTRIBUTES = "tidp_attributes";
    static final String RESPONSE = "saml_response";
    static final String REJECT = "reject";

    /** Words after which a value begins, and which name no variable. */
    static final Set<String> KEYWORDS = Set.of(
            "var",
            "let",
            "const",
            "if",
            "else",
            "typeof",
            "return",
            "in",
            "of",
            "new",
            "delete",
            "void",
            "throw",
            "case",
            "do",
            "instanceof",
            "await",
            "yield");

    private static final Set<String> GIVEN = Set.of(
            CURRENT_VALUE,
            ATTRIBUTES,
            RESPONSE,
            REJECT,
            "true",
            "false",
            "null",
            "undefined",
            "Array",
            "String",
            "NaN",
            "Infinity",
            "arguments");

    private static final String LOOP = "there are no loops; an array is searched by includes, indexOf or join";
    private static final String FUNCTION = "there are no functions of your own; write the steps one after the other";

    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("for", LOOP),
            Map.entry("while", LOOP),
            Map.entry("do", LOOP),
            Map.entry("break", LOOP),
            Map.entry("continue", LOOP),
            Map.entry("function", FUNCTION),
            Map.entry("return", FUNCTION),
            Map.entry("class", FUNCTION),
            Map.entry("async", FUNCTION),
            Map.entry("await", FUNCTION),
            Map.entry("yield", FUNCTION),
            Map.entry("switch", "there is no switch; write if … else if"),
            Map.entry("case", "there is no switch; write if … else if"),
            Map.entry("throw", "there are no exceptions; reject(\"reason\") refuses the sign-in"),
            Map.entry(
                    "try",
                    "there are no exceptions; ask whether an attribute is there by if (tidp_attributes[\"Name\"])"),
            Map.entry("new", "there are no objects"),
            Map.entry("this", "there are no objects"),
            Map.entry("delete", "there are no objects"),
            Map.entry("in", "whether an attribute is there is asked by if (tidp_attributes[\"Name\"])"),
            Map.entry("import", "there is nothing to import"),
            Map.entry("export", "there is nothing to export"));

    private Words() {}

    /** Why a word of JavaScript is not taken; empty if it is a word like any other. */
    static Optional<String> refusal(String word) {
        return Optional.ofNullable(REFUSED.get(word)).map(why -> "'" + word + "' is not part of this language: " + why);
    }

    /** Whether a variable may not be called so. */
    static boolean isReserved(String word) {
        return GIVEN.contains(word) || KEYWORDS.contains(word) || REFUSED.containsKey(word);
    }
}
