package io.ssokit.internal.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The language: what expressions yield is what JavaScript yields, but where docs/attribute-mapping.md says otherwise. */
class TransformLanguageTest {
    private static final Map<String, List<String>> ATTRIBUTES =
            Map.of("one", List.of("Ada"), "two", List.of("a", "b"), "__proto__", List.of("plain"));

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '`', textBlock = """
            1 + 2 ¦ 3
            1 + 2 * 3 - 4 / 2 ¦ 5
            (1 + 2) * 3 ¦ 9
            7 % 4 ¦ 3
            0.5 + 0.25 ¦ 0.75
            -3 + +"4" ¦ 1
            "a" + 1 + 2 ¦ a12
            1 + 2 + "a" ¦ 3a
            "x" + true ¦ xtrue
            "x" + ["a","b"] ¦ xa,b
            "5" - 2 ¦ 3
            "five" - 2 ¦ NaN
            true + 1 ¦ 2
            1 === 1.0 ¦ true
            "1" === 1 ¦ false
            "1" == 1 ¦ true
            "" == 0 ¦ true
            "a" == ["a"] ¦ true
            ["a"] === ["a"] ¦ false
            null == undefined ¦ true
            null === undefined ¦ false
            null == 0 ¦ false
            undefined == "" ¦ false
            true == 1 ¦ true
            1 !== 2 ¦ true
            "a" != "a" ¦ false
            "a" < "b" ¦ true
            "10" < "9" ¦ true
            10 < 9 ¦ false
            2 >= 2 ¦ true
            undefined < 1 ¦ false
            undefined >= 1 ¦ false
            0 === -0 ¦ true
            -0 <= 0 ¦ true
            !"" ¦ true
            !!"a" ¦ true
            !0 ¦ true
            ![] ¦ false
            "" || "b" ¦ b
            "a" || "b" ¦ a
            "" ?? "b" ¦ ``
            null ?? "b" ¦ b
            "a" && "b" ¦ b
            true || false && false ¦ true
            true ? "y" : "n" ¦ y
            false ? "a" : true ? "b" : "c" ¦ b
            typeof undefined ¦ undefined
            typeof null ¦ object
            typeof "" ¦ string
            typeof 1 ¦ number
            typeof true ¦ boolean
            typeof [] ¦ object
            typeof tidp_attributes ¦ object
            tidp_attributes ? "y" : "n" ¦ y
            tidp_attributes["one"] ¦ Ada
            tidp_attributes.one ¦ Ada
            tidp_attributes["tw" + "o"].length ¦ 2
            tidp_attributes["two"][1] ¦ b
            tidp_attributes["none"] === undefined ¦ true
            tidp_attributes["__proto__"] ¦ plain
            tidp_attributes["constructor"] === undefined ¦ true
            saml_response ¦ <saml/>
            current_value ¦ now
            "abc"[1] ¦ b
            "abc"[9] === undefined ¦ true
            "abc"[-1] === undefined ¦ true
            ["a","b",][1] ¦ b
            ["a"][0.5 + 0.5] === undefined ¦ true
            "abc".length ¦ 3
            [1,2].length ¦ 2
            "a@b@c".split("@").length ¦ 3
            "a@b@c".split("@", 2).join("+") ¦ a+b
            "abc".split("").join("-") ¦ a-b-c
            "abc".split().length ¦ 1
            "".split(",").length ¦ 1
            "".split("").length ¦ 0
            "a,,b".split(",")[1] === "" ¦ true
            "banana".indexOf("an") ¦ 1
            "banana".indexOf("an", 2) ¦ 3
            "banana".indexOf("x") ¦ -1
            "banana".indexOf("", 99) ¦ 6
            "banana".lastIndexOf("an") ¦ 3
            "banana".lastIndexOf("an", 2) ¦ 1
            "banana".lastIndexOf("x") ¦ -1
            "aaaaaaaaaaaaaaaaaaaab".indexOf("aaaaaaaaab") ¦ 11
            "abcabcabcabcabcabc".lastIndexOf("abcabcabc") ¦ 9
            "abcabcabcabcabcabc".lastIndexOf("abcabcabc", 8) ¦ 6
            "abcabcabcabcabcabd".indexOf("abcabcabdx") ¦ -1
            "banana".includes("nan") ¦ true
            "banana".startsWith("ban") ¦ true
            "banana".startsWith("an", 1) ¦ true
            "banana".endsWith("na") ¦ true
            "banana".endsWith("ban", 3) ¦ true
            "Ada".toLowerCase() ¦ ada
            "Ada".toUpperCase() ¦ ADA
            "  a b ".trim() ¦ a b
            "abcdef".substring(2, 4) ¦ cd
            "abcdef".substring(4, 2) ¦ cd
            "abcdef".substring(3) ¦ def
            "abcdef".substring(-5, 2) ¦ ab
            "abcdef".substr(-3, 2) ¦ de
            "abcdef".substr(1, 2) ¦ bc
            "abcdef".slice(1, -1) ¦ bcde
            "abcdef".slice(-2) ¦ ef
            "abcdef".slice(4, 2) === "" ¦ true
            "abc".charAt(1) ¦ b
            "abc".charAt(7) === "" ¦ true
            "a-b-c".replace("-", "+") ¦ a+b-c
            "a-b-c".replaceAll("-", "+") ¦ a+b+c
            "aaa".replaceAll("a", "aa") ¦ aaaaaa
            "ab".replaceAll("", "-") ¦ -a-b-
            "abc".replace("b", "$&") ¦ a$&c
            "abc".replace("x", "y") ¦ abc
            "a".concat("b", 1) ¦ ab1
            ["a",1,true].join("-") ¦ a-1-true
            [null,undefined,"a"].join() ¦ ,,a
            ["a","b"].indexOf("b") ¦ 1
            ["a","b"].indexOf("B") ¦ -1
            ["a","b"].includes("a") ¦ true
            ["a"].concat("b", ["c","d"]).join("") ¦ abcd
            ["a","b","c"].slice(1).join("") ¦ bc
            ["a","b","c"].slice(-2, -1).join("") ¦ b
            ["a"].push("b") ¦ 2
            ["a","b"].pop() ¦ b
            ["a","b"].shift() ¦ a
            [].pop() === undefined ¦ true
            "one".join(",") ¦ one
            Array.isArray([]) ¦ true
            Array.isArray("a") ¦ false
            String(5) ¦ 5
            "tab\\tq\\"\\x41\\u00e9".length ¦ 8
            'it\\'s' ¦ it's
            "a" /* in between */ + "b" // behind ¦ ab
            """)
    void expression_asInJavaScript_yieldsTheSame(String expression, String expected) {
        String script = "var result = " + expression + "\nsetTitle(String(result))";

        assertThat(Runs.result(Runs.run(script, ATTRIBUTES, "now")))
                .isEqualTo("setTitle=" + (expected == null ? "" : expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', textBlock = """
            var a = 1, b = 2; setTitle(String(a + b))                             ¦ setTitle=3
            var a; if (true) { var a = "x" } setTitle(a)                          ¦ setTitle=x
            let a = "x"; { let a = "y" } setTitle(a)                              ¦ setTitle=x
            if (true) var late = "x"; setTitle(late)                              ¦ setTitle=x
            if (false) { var a = "x" } setTitle(typeof a)                         ¦ setTitle=undefined
            setTitle("a"); setTitle("b")                                          ¦ setTitle=b
            setTitle([])                                                          ¦ setTitle=
            setTitle("a"); reject("no"); setTitle("b")                            ¦ rejected no
            reject()                                                              ¦ rejected no reason given
            reject(undefined)                                                     ¦ rejected no reason given
            false && reject("no")                                                 ¦ unchanged
            ;;; {} if (true); else {}                                             ¦ unchanged
            "use strict"; setTitle("x")                                           ¦ setTitle=x
            var a = ["x"]; var b = a; b.push("y"); setRoles(a)                    ¦ setRoles=x|y
            tidp_attributes["two"].push("c"); setRoles(tidp_attributes["two"])    ¦ setRoles=a|b|c
            setTitle(5)             ¦ failed at line 1: setTitle takes a text or an array of texts, not a number
            setTitle(null)          ¦ failed at line 1: setTitle takes a text or an array of texts, not null
            setTitle(["a", 1])      ¦ failed at line 1: setTitle takes a text or an array of texts, not an array with a number
            "a" + undefined         ¦ failed at line 1: a text was needed, not undefined (an attribute that did not come?)
            tidp_attributes + "a"   ¦ failed at line 1: a text was needed, not tidp_attributes itself
            var a = [1]; a.split()  ¦ failed at line 1: split() was called on an array
            var n = 1; n.trim()     ¦ failed at line 1: trim() was called on a number
            var n = null; n.length  ¦ failed at line 1: length was asked of null
            var n; n[0]             ¦ failed at line 1: […] was asked of undefined (an attribute that did not come?)
            var a = [1]; a["0" + "x"] ¦ failed at line 1: between [ and ] stands a whole number, not a text
            var a = [1]; a.push(a)  ¦ failed at line 1: an array holds texts and numbers, not an array; concat joins two arrays
            [["a"]]                 ¦ failed at line 1: an array holds texts and numbers, not an array; concat joins two arrays
            tidp_attributes[1]      ¦ failed at line 1: the name of an attribute is a text
            """)
    void script_itsStatements_doWhatTheySay(String script, String expected) {
        assertThat(Runs.result(Runs.run(script, ATTRIBUTES))).isEqualTo(expected);
    }

    @Test
    void run_arrayOfAttributes_isAnotherInEveryRun() {
        Transform transform = Transform.parse(
                "tidp_attributes[\"two\"].push(\"c\"); setRoles(tidp_attributes[\"two\"])", Runs.SETTERS);
        TransformInput input = new TransformInput(List.of(), ATTRIBUTES, "");

        assertThat(transform.run(input)).isEqualTo(transform.run(input));
        assertThat(ATTRIBUTES.get("two")).containsExactly("a", "b");
    }

    @Test
    void run_longReason_isCut() {
        String script = "var s = \"0123456789\"; s += s; s += s; s += s; s += s; s += s; s += s; reject(s)";

        TransformOutcome outcome = Runs.run(script, Map.of());

        assertThat(outcome).isInstanceOf(TransformOutcome.Rejected.class);
        assertThat(((TransformOutcome.Rejected) outcome).reason()).hasSize(Evaluation.MAX_REASON + 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', textBlock = """
            var x = 1;\\nvar y = nope           ¦ 2 ¦ 9  ¦ 'nope' is not known here
            x = 1                               ¦ 1 ¦ 1  ¦ there is no variable 'x'; declare it: var x
            const a = 1; a = 2                  ¦ 1 ¦ 14 ¦ 'a' cannot be given another value
            const a                             ¦ 1 ¦ 8  ¦ a const is given its value
            let a = 1; let a = 2                ¦ 1 ¦ 16 ¦ 'a' is declared already
            let a = 1; var a = 2                ¦ 1 ¦ 16 ¦ 'a' is declared already
            { let a = 1 } setTitle(a)           ¦ 1 ¦ 24 ¦ 'a' is not known here
            var current_value = 1               ¦ 1 ¦ 5  ¦ is a word of the language
            current_value = 1                   ¦ 1 ¦ 1  ¦ cannot be given a value
            tidp_attributes["x"] = 1            ¦ 1 ¦ 22 ¦ only a variable can be given a value
            if (a = 1) {}                       ¦ 1 ¦ 5  ¦ 'a' is not known here
            var a; if (a = 1) {}                ¦ 1 ¦ 14 ¦ to compare write ===
            var a; var b = (a = 1)              ¦ 1 ¦ 19 ¦ to compare write ===
            var a = 1 var b = 2                 ¦ 1 ¦ 11 ¦ ';' is missing before 'var'
            if (true) { setTitle("x")           ¦ 1 ¦ 26 ¦ '}' is missing
            if true {}                          ¦ 1 ¦ 4  ¦ '(' is missing
            var a = "x                          ¦ 1 ¦ 9  ¦ does not end on its line
            /* no end                           ¦ 1 ¦ 1  ¦ */ is missing
            var a = /x/                         ¦ 1 ¦ 9  ¦ regular expressions are not part
            "a".replace(/x/g, "")               ¦ 1 ¦ 13 ¦ regular expressions are not part
            var a = `x`                         ¦ 1 ¦ 9  ¦ back-quotes
            setFirstname("x")                   ¦ 1 ¦ 1  ¦ it is written setFirst_Name
            setroles("x")                       ¦ 1 ¦ 1  ¦ it is written setRoles
            setShoeSize("x")                    ¦ 1 ¦ 1  ¦ sets no field that is known here
            setRoles                            ¦ 1 ¦ 1  ¦ 'setRoles' is called
            setRoles("a", "b")                  ¦ 1 ¦ 1  ¦ takes one value, not 2
            setRoles()                          ¦ 1 ¦ 1  ¦ takes one value, not 0
            reject("a", "b")                    ¦ 1 ¦ 1  ¦ reject takes one reason
            "a".split("a", 1, 2)                ¦ 1 ¦ 5  ¦ .split takes 0 to 2 arguments, not 3
            "a".length()                        ¦ 1 ¦ 5  ¦ .length is not known
            "a".split                           ¦ 1 ¦ 5  ¦ .split is called
            "a".match("a")                      ¦ 1 ¦ 5  ¦ .match is not known; texts and arrays have length
            ["a"].map("a")                      ¦ 1 ¦ 7  ¦ .map is not known
            tidp_attributes.hasOwnProperty("a") ¦ 1 ¦ 17 ¦ tidp_attributes has no methods
            "a"["length"]                       ¦ 1 ¦ 5  ¦ only tidp_attributes has names
            var o = {a: 1}                      ¦ 1 ¦ 9  ¦ there are no objects
            var a = 0x10                        ¦ 1 ¦ 9  ¦ decimal digits
            var a = 1e9                         ¦ 1 ¦ 9  ¦ decimal digits
            var a = 1234567890123456            ¦ 1 ¦ 9  ¦ decimal digits
            "\\q"                               ¦ 1 ¦ 3  ¦ after \\ in a text stands
            "\\u12"                             ¦ 1 ¦ 6  ¦ hexadecimal digits
            var \\u0061 = 1                     ¦ 1 ¦ 5  ¦ does not belong here
            i++                                 ¦ 1 ¦ 1  ¦ is not known here
            var i = 0; i++                      ¦ 1 ¦ 13 ¦ is not part of this language
            "a" in tidp_attributes              ¦ 1 ¦ 5  ¦ ';' is missing before 'in'
            var a = #b                          ¦ 1 ¦ 9  ¦ a value was expected
            """)
    void parse_notOfTheLanguage_saysWhereAndWhy(String script, int line, int column, String sentence) {
        TransformProblem problem = catchThrowableOfType(
                TransformProblem.class,
                () -> Transform.parse(script.replace("\\n", "\n").replace("\\\\", "\\"), Runs.SETTERS));

        assertThat(problem).as(script).isNotNull().hasMessageContaining(sentence);
        assertThat(List.of(problem.line(), problem.column()))
                .as(script + ": " + problem.getMessage())
                .containsExactly(line, column);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for (var i = 0; i < 9; i++) {}",
                "while (true) {}",
                "do {} while (true)",
                "function f() {}",
                "return 1",
                "switch (1) {}",
                "throw 1",
                "try {} catch (e) {}",
                "new Date()",
                "this.x",
                "delete x",
                "import x",
                "class A {}",
                "break",
                "continue",
                "async function f() {}",
                "var f = function() {}",
                "var f = x => x",
                "var f = () => 1"
            })
    void parse_loopsFunctionsAndObjects_areRefused(String script) {
        assertThat(catchThrowableOfType(TransformProblem.class, () -> Transform.parse(script, Runs.SETTERS)))
                .as(script)
                .isNotNull();
    }
}
