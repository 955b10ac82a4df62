package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S-07: document types, entities, inclusions; nothing is fetched, read or expanded. */
@Tag("S-07")
class XmlEntityTest {
    private static final SamlDoor DOOR = SamlDoor.open();

    @Test
    void post_documentTypes_refusedUnread(@TempDir Path directory) throws Exception {
        Path canary = Files.writeString(directory.resolve("canary.txt"), "canary-4711");
        try (Trap trap = new Trap()) {
            Attacks attacks = new Attacks("S-07");
            documentTypes(trap.url(), canary.toUri().toString()).forEach((about, prolog) -> {
                String xml = prolog
                        + VendorResponse.of(Vendor.ENTRA).with("nameId", "&x;").unsigned();
                attacks.post(about, DOOR, encode(xml));
                assertThat(DOOR.post(encode(xml)).details()).doesNotContain("canary-4711");
                assertThat(Cost.ofWarm(() -> DOOR.post(encode(xml))).cpu()).isLessThan(Duration.ofMillis(50));
            });
            attacks.assertAllRefusedFor(LoginError.MALFORMED);
            assertThat(trap.visits()).isZero();
        }
    }

    @Test
    void post_inclusionsAndHints_neverFollowed(@TempDir Path directory) throws Exception {
        Path canary = Files.writeString(directory.resolve("canary.txt"), "admin@example.com");
        try (Trap trap = new Trap()) {
            Attacks attacks = new Attacks("S-07");
            String include = "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" parse=\"text\" href=\"";
            attacks.post("XInclude file", DOOR, signed(include + canary.toUri() + "\"/>"));
            attacks.post("XInclude http", DOOR, signed(include + trap.url() + "\"/>"));
            String xml = VendorResponse.of(Vendor.ENTRA).unsigned();
            attacks.post("stylesheet", DOOR, encode("<?xml-stylesheet href=\"" + trap.url() + "\"?>" + xml));
            attacks.assertNoneAccepted();
            String hint = xml.replaceFirst(
                    "<samlp:Response ",
                    "<samlp:Response xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                            + " xsi:schemaLocation=\"urn:oasis:names:tc:SAML:2.0:protocol " + trap.url() + "\" ");
            VendorResponse response = VendorResponse.of(Vendor.ENTRA);
            assertThat(DOOR.post(encode(response.sign(hint, Signed.ASSERTION, VendorResponse.QUICKLY)))
                            .accepted())
                    .as("a schemaLocation is only a hint")
                    .isTrue();
            assertThat(trap.visits()).isZero();
        }
    }

    private static String signed(String nameId) {
        return encode(VendorResponse.of(Vendor.ENTRA).with("nameId", nameId).document(Signed.ASSERTION));
    }

    static Map<String, String> documentTypes(String url, String file) {
        Map<String, String> prologs = new LinkedHashMap<>();
        prologs.put("internal entity", "<!DOCTYPE r [<!ENTITY x \"admin@example.com\">]>");
        prologs.put("external entity, file", "<!DOCTYPE r [<!ENTITY x SYSTEM \"" + file + "\">]>");
        prologs.put("external entity, http", "<!DOCTYPE r [<!ENTITY x SYSTEM \"" + url + "\">]>");
        prologs.put("parameter entity", "<!DOCTYPE r [<!ENTITY % p SYSTEM \"" + url + "\"> %p;]>");
        prologs.put("external subset", "<!DOCTYPE r SYSTEM \"" + url + "\">");
        prologs.put("public subset", "<!DOCTYPE r PUBLIC \"-//x//y\" \"" + url + "\">");
        prologs.put("billion laughs", laughs(10));
        prologs.put(
                "quadratic blow-up", "<!DOCTYPE r [<!ENTITY x \"" + "a".repeat(50_000) + "\"><!ENTITY y \"&x;&x;\">]>");
        prologs.put("ID by document type", "<!DOCTYPE r [<!ATTLIST NameID ID ID #IMPLIED><!ENTITY x \"a\">]>");
        prologs.put("undeclared entity", "");
        return prologs;
    }

    private static String laughs(int levels) {
        StringBuilder type = new StringBuilder("<!DOCTYPE r [<!ENTITY x0 \"ha\">");
        for (int i = 1; i <= levels; i++) {
            type.append("<!ENTITY x").append(i == levels ? "" : i).append(" \"");
            type.append(("&x" + (i - 1) + ";").repeat(10)).append("\">");
        }
        return type.append("]>").toString();
    }
}
