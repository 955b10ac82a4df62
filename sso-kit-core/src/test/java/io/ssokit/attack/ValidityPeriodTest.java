package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.NOW;
import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** S-17: too late, too early, without a limit, or not a success. Our clock stands at NOW, the skew is two minutes. */
@Tag("S-17")
class ValidityPeriodTest {
    private static final SamlDoor DOOR = SamlDoor.open();
    private static final long SKEW = 120;

    @Test
    void post_endOfValidity_exactToTheSecond() {
        for (Vendor vendor : Vendor.all()) {
            for (String element : List.of("Conditions", "SubjectConfirmationData")) {
                assertThat(at(vendor, element, "NotOnOrAfter", -SKEW + 1))
                        .as(element)
                        .isTrue();
                assertThat(at(vendor, element, "NotOnOrAfter", -SKEW))
                        .as(element)
                        .isFalse();
                assertThat(at(vendor, element, "NotOnOrAfter", -SKEW - 1))
                        .as(element)
                        .isFalse();
            }
            assertThat(at(vendor, "AuthnStatement", "SessionNotOnOrAfter", -SKEW + 1))
                    .isTrue();
            assertThat(at(vendor, "AuthnStatement", "SessionNotOnOrAfter", -SKEW))
                    .isFalse();
        }
    }

    @Test
    void post_beginOfValidity_exactToTheSecond() {
        for (Vendor vendor : Vendor.all()) {
            assertThat(at(vendor, "Conditions", "NotBefore", SKEW - 1)).isTrue();
            assertThat(at(vendor, "Conditions", "NotBefore", SKEW)).isTrue();
            assertThat(at(vendor, "Conditions", "NotBefore", SKEW + 1)).isFalse();
            for (String element : List.of("Response", "Assertion")) {
                assertThat(at(vendor, element, "IssueInstant", SKEW)).isTrue();
                assertThat(at(vendor, element, "IssueInstant", SKEW + 1)).isFalse();
            }
        }
    }

    @Test
    void post_outsideOfValidity_refused() {
        Attacks attacks = new Attacks("S-17");
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
                String message = encode(VendorResponse.of(vendor).document(signed));
                for (long later : List.of(420L, 421L, 3_600L, 31_536_000L)) {
                    attacks.post(vendor + " +" + later, DOOR.at(NOW.plusSeconds(later)), message);
                }
                for (long earlier : List.of(181L, 3_600L, 31_536_000L)) {
                    attacks.post(vendor + " -" + earlier, DOOR.at(NOW.minusSeconds(earlier)), message);
                }
            }
        }
        attacks.assertAllRefusedFor(LoginError.EXPIRED, LoginError.NOT_YET_VALID);
    }

    @Test
    void post_limitsMissingOrUnreadable_refused() {
        Attacks attacks = new Attacks("S-17");
        for (Vendor vendor : Vendor.all()) {
            attacks.post(
                    "no limit",
                    DOOR,
                    edited(vendor, "SubjectConfirmationData", e -> e.removeAttribute("NotOnOrAfter")));
            attacks.post(
                    "NotBefore",
                    DOOR,
                    edited(
                            vendor,
                            "SubjectConfirmationData",
                            e -> e.setAttribute("NotBefore", "2020-01-01T00:00:00Z")));
            attacks.post("no Conditions", DOOR, edited(vendor, "Conditions", ValidityPeriodTest::remove));
            attacks.post("no AuthnStatement", DOOR, edited(vendor, "AuthnStatement", ValidityPeriodTest::remove));
            attacks.post(
                    "no AuthnInstant", DOOR, edited(vendor, "AuthnStatement", e -> e.removeAttribute("AuthnInstant")));
            attacks.post("no IssueInstant", DOOR, edited(vendor, "Assertion", e -> e.removeAttribute("IssueInstant")));
            for (String time : List.of(
                    "2026-11-22T11:00:00",
                    "2026-11-22",
                    "tomorrow",
                    "",
                    "9999999999999",
                    "2026-11-22T11:00:00z",
                    "2026-13-22T11:00:00Z",
                    "2026-11-22T25:00:00Z",
                    "2026-11-22T11:00:00+99:00",
                    "2026-11-22T11:00Z")) {
                attacks.post(time, DOOR, edited(vendor, "Conditions", e -> e.setAttribute("NotOnOrAfter", time)));
                attacks.post(
                        time,
                        DOOR,
                        edited(vendor, "SubjectConfirmationData", e -> e.setAttribute("NotOnOrAfter", time)));
            }
        }
        attacks.assertNoneAccepted();
    }

    @Test
    void post_statusNotSuccess_refusedAssertionOrNot() {
        Attacks attacks = new Attacks("S-17");
        String status = "urn:oasis:names:tc:SAML:2.0:status:";
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
                for (String code : List.of("Requester", "Responder", "VersionMismatch", "success", "Success ")) {
                    attacks.post(
                            code,
                            DOOR,
                            encode(VendorResponse.of(vendor)
                                    .edited(
                                            signed,
                                            document -> Dom.first(document.getDocumentElement(), "StatusCode")
                                                    .setAttribute("Value", status + code))));
                }
            }
            attacks.post(
                    "nested success", DOOR, encode(VendorResponse.of(vendor).edited(Signed.BOTH, document -> {
                        Element code = Dom.first(document.getDocumentElement(), "StatusCode");
                        Element inner = (Element) code.cloneNode(true);
                        code.setAttribute("Value", status + "Responder");
                        code.appendChild(inner);
                    })));
        }
        attacks.assertAllRefusedFor(LoginError.IDP_REFUSED);
    }

    private static boolean at(Vendor vendor, String element, String attribute, long secondsFromNow) {
        Instant time = NOW.plusSeconds(secondsFromNow);
        return DOOR.post(edited(vendor, element, e -> e.setAttribute(attribute, time.toString())))
                .accepted();
    }

    private static String edited(Vendor vendor, String element, Consumer<Element> edit) {
        Consumer<Document> inDocument = document -> edit.accept(Dom.first(document.getDocumentElement(), element));
        return encode(VendorResponse.of(vendor).edited(Signed.ASSERTION, inDocument));
    }

    private static void remove(Element element) {
        element.getParentNode().removeChild(element);
    }
}
