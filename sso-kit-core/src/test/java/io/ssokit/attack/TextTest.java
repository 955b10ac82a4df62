package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.ASSERTION_ID;
import static io.ssokit.attack.VendorResponse.NAME_ID;
import static io.ssokit.attack.Wrapping.FORGED_NAME_ID;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Attacks on the text of a signed message: what two XML readers, or two decoders, do not read alike. */
@ExtendWith(AttackTotal.class)
class TextTest {
    private static final String SAML = Dom.SAML;

    @Test
    @Tag("S-05")
    @Tag("generated")
    void finish_nameSplit_neverAPrefix() {
        List<String> splitters =
                List.of("<!-- -->", "<!---->", "<![CDATA[]]>", "<?x?>", "<x/>", "&#32;", "&#9;", "&#0;");
        Attacks attacks = new Attacks("S-05");
        for (Fixture fixture : Fixture.all()) {
            attacks.twin(fixture.toString(), fixture.post(fixture.encode(fixture.good())));
            for (String splitter : splitters) {
                for (String place : List.of(NAME_ID, VendorResponse.AUDIENCE, VendorResponse.ISSUER, ">staff")) {
                    int middle = place.length() / 2;
                    String split = place.substring(0, middle) + splitter + place.substring(middle);
                    fixture.edited(xml -> xml.replace(place + "<", split + "<")).ifPresent(message -> {
                        var verdict = fixture.post(message);
                        boolean whole = verdict.subject().equals(Optional.of(NAME_ID))
                                && verdict.attributes().equals(goodAttributes(fixture));
                        attacks.count(fixture + " " + splitter, verdict, !whole);
                    });
                }
            }
        }
        attacks.assertNoneAccepted();
    }

    @Test
    @Tag("S-07")
    void finish_documentTypes_refusedUnread() {
        try (Trap trap = new Trap()) {
            Map<String, UnaryOperator<String>> edits = new LinkedHashMap<>();
            XmlEntityTest.documentTypes(trap.url(), "file:///etc/hostname")
                    .forEach((about, prolog) -> edits.put(
                            about, xml -> prolog + declarationless(xml).replace(NAME_ID, "&x;")));
            edits.put("stylesheet", xml -> "<?xml-stylesheet href=\"" + trap.url() + "\"?>" + declarationless(xml));
            edits.put(
                    "XInclude",
                    xml -> xml.replace(
                            NAME_ID,
                            "<i:include xmlns:i=\"http://www.w3.org/2001/XInclude\" parse=\"text\" href=\"" + trap.url()
                                    + "\"/>"));
            tryAll("S-07", edits);
            assertThat(trap.visits()).isZero();
        }
    }

    @Test
    @Tag("S-09")
    void finish_namesRewritten_refused() {
        Map<String, UnaryOperator<String>> edits = new LinkedHashMap<>();
        for (String other : List.of(SAML + " ", SAML + "/", SAML.replace("SAML", "saml"), Dom.SAMLP, "")) {
            edits.put("namespace " + other, xml -> xml.replace("\"" + SAML + "\"", "\"" + other + "\""));
        }
        edits.put("protocol namespace", xml -> xml.replace(Dom.SAMLP, Dom.SAMLP + "2"));
        edits.put("another name", xml -> xml.replace(NAME_ID, FORGED_NAME_ID));
        edits.put("references", xml -> xml.replace(NAME_ID, "&#97;dmin@example.com"));
        edits.put(
                "rebound prefix",
                xml -> xml.replaceFirst("<(\\w+:)?NameID", "<x:NameID xmlns:x=\"urn:x\"")
                        .replaceFirst("</(\\w+:)?NameID", "</x:NameID"));
        edits.put("ID twice", xml -> id(xml, "ID=\"" + ASSERTION_ID + "\" ID=\"_evil\""));
        edits.put("qualified ID", xml -> id(xml, "xmlns:q=\"urn:q\" q:ID=\"" + ASSERTION_ID + "\" ID=\"_evil\""));
        edits.put("xml:id", xml -> id(xml, "xml:id=\"" + ASSERTION_ID + "\" ID=\"" + ASSERTION_ID + "\""));
        edits.put("lower-case id", xml -> id(xml, "id=\"" + ASSERTION_ID + "\""));
        edits.put(
                "element before the name",
                xml -> xml.replace(NAME_ID, "<x xmlns=\"urn:x\">" + FORGED_NAME_ID + "</x>" + NAME_ID));
        edits.put("undeclared prefix", xml -> xml.replaceFirst("NameID", "NameID u:x=\"\""));
        edits.put(
                "void namespace",
                renamed(xml -> xml.replaceFirst(" ID=", " xmlns:void=\"1\" ID=").replace(NAME_ID, FORGED_NAME_ID)));
        edits.put("XML 1.1", xml -> "<?xml version=\"1.1\"?>" + declarationless(xml));
        edits.put(
                "5,000 transforms",
                xml -> xml.replaceFirst("(<(\\w+:)?Transform [^>]*>(</\\w*:?Transform>)?)", "$1".repeat(5_000)));
        tryAll("S-09", edits);
    }

    @Test
    @Tag("S-09")
    void finish_garbageAround_refused() {
        Map<String, UnaryOperator<String>> edits = new LinkedHashMap<>();
        for (String garbage : List.of("garbage", "\u0000", "<x/>", "<!-- --><x/>", "]]>", "&amp;", "\uFEFF\uFEFF")) {
            edits.put("before " + garbage, xml -> garbage + xml);
        }
        for (String garbage : List.of("garbage", "\u0000", "<x/>", "]]>", "&amp;", "\uFFFE")) {
            edits.put("after " + garbage, xml -> xml + garbage);
        }
        edits.put("twice", xml -> xml + xml);
        edits.put("NUL in the name", xml -> xml.replace(NAME_ID, NAME_ID + "\u0000"));
        edits.put("cut", xml -> xml.substring(0, xml.length() - 3));
        edits.put("empty", xml -> "");
        edits.put(
                "UTF-7",
                renamed(xml -> "<?xml version=\"1.0\" encoding=\"UTF-7\"?>"
                        + declarationless(xml).replace(NAME_ID, "+AGE-dmin@example.com")));
        tryAll("S-09", edits);
    }

    @Test
    @Tag("S-09")
    void finish_otherEncodings_refused() {
        Map<String, Pack.Forgery> forgeries = new LinkedHashMap<>();
        for (Charset charset : List.of(
                StandardCharsets.UTF_16,
                StandardCharsets.UTF_16LE,
                StandardCharsets.UTF_16BE,
                Charset.forName("UTF-32"))) {
            forgeries.put(charset.name(), fixture -> Stream.of(base64(Dom.write(fixture.good()), charset)));
        }
        forgeries.put(
                "Latin-1",
                fixture -> Stream.of(base64(
                        Dom.write(fixture.good()).replace("Issuer>", "Issuer>\u00e9"), StandardCharsets.ISO_8859_1)));
        forgeries.put(
                "no Base64", fixture -> Stream.of(fixture.encode(fixture.good()).replaceFirst("A", "*")));
        forgeries.put("Base64 for URLs", fixture -> Stream.of(fixture.encode(fixture.good()) + "-_"));
        forgeries.put(
                "Base64 twice",
                fixture -> Stream.of(base64(fixture.encode(fixture.good()), StandardCharsets.US_ASCII)));
        forgeries.put("Base64 and more", fixture -> Stream.of(fixture.encode(fixture.good()) + "====AAAA"));
        Pack.tryAll("S-09", forgeries).assertNoneAccepted();
    }

    @Test
    @Tag("S-30")
    void finish_deepOrWide_refused() {
        Map<String, UnaryOperator<String>> edits = new LinkedHashMap<>();
        for (int depth : new int[] {49, 101, 1_000, 20_000}) {
            edits.put("depth " + depth, xml -> xml.replace(NAME_ID, "<a>".repeat(depth) + "</a>".repeat(depth)));
        }
        edits.put("siblings", xml -> xml.replace(NAME_ID, "<a/>".repeat(30_000)));
        edits.put("attributes", xml -> xml.replaceFirst("NameID", "NameID" + attributes(250)));
        edits.put("long", xml -> xml.replace(NAME_ID, "a".repeat(520_000)));
        tryAll("S-30", edits);
    }

    private static void tryAll(String row, Map<String, UnaryOperator<String>> edits) {
        Map<String, Pack.Forgery> forgeries = new LinkedHashMap<>();
        edits.forEach((about, edit) -> forgeries.put(about, fixture -> fixture.edited(edit).stream()));
        Pack.tryAll(row, forgeries).assertNoneAccepted();
    }

    private static Map<String, List<String>> goodAttributes(Fixture fixture) {
        return fixture.post(fixture.encode(fixture.good())).attributes();
    }

    /** An edit that is an attack only where there is a name in clear to change. */
    private static UnaryOperator<String> renamed(UnaryOperator<String> edit) {
        return xml -> xml.contains(NAME_ID) ? edit.apply(xml) : xml;
    }

    private static String id(String xml, String instead) {
        return xml.replace(" ID=\"" + ASSERTION_ID + "\"", " " + instead);
    }

    private static String declarationless(String xml) {
        return xml.startsWith("<?xml") ? xml.substring(xml.indexOf("?>") + 2) : xml;
    }

    private static String attributes(int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(" a").append(i).append("=\"\"");
        }
        return all.toString();
    }

    private static String base64(String text, Charset charset) {
        return Base64.getEncoder().encodeToString(text.getBytes(charset));
    }
}
