package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.ASSERTION_ID;
import static io.ssokit.attack.VendorResponse.NAME_ID;
import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.internal.saml.SamlDoor;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** S-09: messages that two readers would understand differently, and IDs and attributes made ambiguous. */
@Tag("S-09")
class ParserDifferentialTest {
    private static final SamlDoor DOOR = SamlDoor.open();
    private static final List<JavaClass> CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.ssokit").stream()
                    .filter(type -> !type.getPackageName().startsWith("io.ssokit.testing"))
                    .toList();
    private static final String EVIL = "admin@example.com";

    @Test
    void post_ambiguousIds_refused() {
        Attacks attacks = new Attacks("S-09");
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.RESPONSE, Signed.ASSERTION)) {
                String xml = VendorResponse.of(vendor).xml(signed);
                for (String ambiguous : List.of(
                        "<e:Extra xmlns:e=\"urn:extra\" ID=\"" + ASSERTION_ID + "\"/>",
                        "<e:Extra xmlns:e=\"urn:extra\" Id=\"" + ASSERTION_ID + "\"/>",
                        "<e:Extra xmlns:e=\"urn:extra\" xml:id=\"" + ASSERTION_ID + "\"/>")) {
                    String extensions = "<p:Extensions xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\">" + ambiguous
                            + "</p:Extensions>";
                    attacks.post(vendor + ambiguous, DOOR, encode(afterStatus(xml, extensions)));
                }
                String polluted = xml.replace(
                        "ID=\"" + ASSERTION_ID + "\"",
                        "xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" p:ID=\"" + ASSERTION_ID + "\" ID=\"_evil\"");
                attacks.post(vendor + " polluted", DOOR, encode(polluted));
                String twice = xml.replace("ID=\"" + ASSERTION_ID + "\"", "ID=\"" + ASSERTION_ID + "\" ID=\"_evil\"");
                attacks.post(vendor + " attribute twice", DOOR, encode(twice));
            }
        }
        attacks.assertNoneAccepted();
    }

    @Test
    void post_assertionsInOtherPlaces_refused() {
        Attacks attacks = new Attacks("S-09");
        for (Vendor vendor : Vendor.all()) {
            Document document = VendorResponse.of(vendor).document(Signed.ASSERTION);
            for (String parent : List.of("Advice", "Extensions", "StatusDetail", "Object", "SubjectConfirmationData")) {
                attacks.post(vendor + " " + parent, DOOR, encode(secondAssertion(document, parent)));
            }
            attacks.post(vendor + " second", DOOR, encode(secondAssertion(document, "Response")));
            attacks.post(vendor + " nested response", DOOR, encode(nestedResponse(document)));
        }
        attacks.assertNoneAccepted();
    }

    @Test
    void post_signatureAmbiguities_refused() {
        Attacks attacks = new Attacks("S-09");
        for (Vendor vendor : Vendor.all()) {
            for (String part : List.of(
                    "SignedInfo",
                    "SignatureValue",
                    "Reference",
                    "DigestValue",
                    "DigestMethod",
                    "Transforms",
                    "Signature")) {
                for (boolean before : List.of(true, false)) {
                    attacks.post(vendor + " two " + part, DOOR, encode(doubled(vendor, part, before)));
                }
            }
            for (String uri : List.of(
                    "",
                    "#",
                    "#xpointer(/)",
                    "#xpointer(id('" + ASSERTION_ID + "'))",
                    "#" + VendorResponse.RESPONSE_ID,
                    "file:///etc/hostname",
                    "http://127.0.0.1:1/x",
                    ASSERTION_ID)) {
                String xml = VendorResponse.of(vendor).xml(Signed.ASSERTION);
                String redirected = xml.replace("URI=\"#" + ASSERTION_ID + "\"", "URI=\"" + uri + "\"");
                assertThat(redirected).isNotEqualTo(xml);
                attacks.post(vendor + " URI " + uri, DOOR, encode(redirected));
            }
        }
        attacks.assertNoneAccepted();
    }

    @Test
    void post_rewrittenNamesAndBytes_neverAnotherSubject() {
        Attacks attacks = new Attacks("S-09");
        List<UnaryOperator<String>> rewrites = List.of(
                xml -> xml.replace("urn:oasis:names:tc:SAML:2.0:assertion", "urn:oasis:names:tc:SAML:2.0:assertion "),
                xml -> xml.replace("urn:oasis:names:tc:SAML:2.0:assertion", "urn:oasis:names:tc:saml:2.0:assertion"),
                xml -> xml.replace("urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:2.0:assertion"),
                xml -> xml.replace(NAME_ID, EVIL),
                xml -> xml.replace(NAME_ID, "&#97;dmin@example.com"),
                xml -> xml.replace(NAME_ID, "<x xmlns=\"urn:x\">" + EVIL + "</x>" + NAME_ID),
                xml -> xml.replace(NAME_ID, NAME_ID + "\u0000"),
                xml -> xml + "<!-- trailing --><x/>",
                xml -> "garbage" + xml,
                xml -> xml + xml,
                xml -> "<?xml version=\"1.1\"?>" + xml,
                xml -> xml + "\u0000");
        for (Vendor vendor : Vendor.all()) {
            String xml = VendorResponse.of(vendor).xml(Signed.ASSERTION);
            for (UnaryOperator<String> rewrite : rewrites) {
                attacks.post(vendor.name(), DOOR, encode(rewrite.apply(xml)));
            }
            for (Charset other :
                    List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
                attacks.post(vendor + " " + other, DOOR, Base64.getEncoder().encodeToString(xml.getBytes(other)));
            }
            String declared =
                    "<?xml version=\"1.0\" encoding=\"UTF-7\"?>" + xml.replace(NAME_ID, "+AGE-dmin@example.com");
            attacks.post(vendor + " UTF-7", DOOR, encode(declared));
            byte[] notUtf8 = xml.replace(NAME_ID, "alice\u00e9").getBytes(StandardCharsets.ISO_8859_1);
            attacks.post(vendor + " Latin-1", DOOR, Base64.getEncoder().encodeToString(notUtf8));
            attacks.post(vendor + " not Base64", DOOR, encode(xml).replaceFirst("A", "*"));
        }
        attacks.assertNoneAccepted();
    }

    /** A relative namespace name makes some canonicalisers fail and digest nothing ("void canonicalisation"). */
    @Test
    void post_voidCanonicalisation_refused() {
        Attacks attacks = new Attacks("S-09");
        String emptyDigest = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        for (Vendor vendor : Vendor.all()) {
            Document document = VendorResponse.of(vendor).document(Signed.ASSERTION);
            Dom.first(document.getDocumentElement(), "DigestValue").setTextContent(emptyDigest);
            Dom.first(document.getDocumentElement(), "NameID").setTextContent(EVIL);
            String xml = Dom.write(document).replaceFirst(" ID=", " xmlns:void=\"1\" ID=");
            attacks.post(vendor.name(), DOOR, encode(xml));
        }
        attacks.assertNoneAccepted();
    }

    @Test
    void core_xmlParsers_madeInOnePlaceOnly() {
        Set<String> users = new TreeSet<>();
        for (JavaClass type : CORE) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getPackageName())
                    .filter(used -> used.startsWith("javax.xml") || used.startsWith("org.w3c.dom"))
                    .forEach(used -> users.add(type.getName()));
        }
        assertThat(users).containsExactly("io.ssokit.internal.saml.Xml");
    }

    @Test
    void core_verifiedAssertions_madeByTheChecksAlone() {
        Set<String> makers = new TreeSet<>();
        for (JavaClass type : CORE) {
            type.getConstructorCallsFromSelf().stream()
                    .filter(call -> call.getTargetOwner().getSimpleName().equals("VerifiedAssertion"))
                    .forEach(call -> makers.add(type.getSimpleName()));
        }
        assertThat(makers).containsExactly("SamlResponseChecks");
    }

    private static String afterStatus(String xml, String extensions) {
        return xml.replaceFirst("(<(\\w+:)?Status[ >])", extensions + "$1");
    }

    /** A forged assertion with an ID of its own, deep in a place the schema leaves open. */
    private static Document secondAssertion(Document original, String place) {
        Document document = (Document) original.cloneNode(true);
        Element signed = Dom.byId(document, ASSERTION_ID);
        Element forged = (Element) signed.cloneNode(true);
        forged.setAttribute("ID", "_forged");
        forged.removeChild(Dom.signature(forged));
        Dom.first(forged, "NameID").setTextContent(EVIL);
        Element response = document.getDocumentElement();
        if (place.equals("Response")) {
            response.insertBefore(forged, signed);
            return document;
        }
        Element parent = switch (place) {
            case "Advice" -> append(signed, signed.getNamespaceURI(), place);
            case "Extensions" -> append(response, response.getNamespaceURI(), place);
            case "StatusDetail" -> append(Dom.child(response, "Status"), response.getNamespaceURI(), place);
            case "Object" -> append(Dom.signature(signed), Dom.DS, place);
            default -> Dom.first(signed, place);
        };
        parent.appendChild(forged);
        return document;
    }

    private static Element append(Element parent, String namespace, String local) {
        return (Element) parent.appendChild(parent.getOwnerDocument().createElementNS(namespace, local));
    }

    private static Document nestedResponse(Document original) {
        Document document = (Document) original.cloneNode(true);
        Element response = document.getDocumentElement();
        response.appendChild(document.createElementNS(response.getNamespaceURI(), "Response"));
        return document;
    }

    private static Document doubled(Vendor vendor, String part, boolean before) {
        Document document = VendorResponse.of(vendor).document(Signed.ASSERTION);
        Element original = Dom.first(document.getDocumentElement(), part);
        Element copy = (Element) original.cloneNode(true);
        if (copy.getFirstChild() != null && !copy.getTextContent().isBlank()) {
            Element text = Dom.all(copy).get(Dom.all(copy).size() - 1);
            text.setTextContent("AAAA");
        }
        original.getParentNode().insertBefore(copy, before ? original : original.getNextSibling());
        return document;
    }
}
