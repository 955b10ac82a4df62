package io.ssokit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.internal.saml.SignedXmlDoor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.w3c.dom.Document;

/** S-01: a forged assertion or response beside, around or instead of the signed one. */
@Tag("S-01")
@ExtendWith(AttackTotal.class)
class SignatureWrappingTest {
    @Test
    void finish_everyWrappingOfEveryVendor_refused() {
        Map<String, Pack.Forgery> forgeries = new LinkedHashMap<>();
        for (Wrapping wrapping : Wrapping.values()) {
            forgeries.put(
                    wrapping.name(),
                    fixture -> fixture.signedIds().stream()
                            .map(id -> wrapping.apply(fixture.good(), id, fixture::forge))
                            .map(document -> encode(fixture, document)));
        }
        Pack.tryAll("S-01", forgeries).assertNoneAccepted();
    }

    @Test
    @Tag("generated")
    void finish_originalHiddenAnywhere_refused() {
        Map<String, Pack.Forgery> forgeries = new LinkedHashMap<>();
        for (HidingPlace place : HidingPlace.values()) {
            forgeries.put(
                    place.name(),
                    fixture -> fixture.signedIds().stream()
                            .flatMap(id -> place.hide(fixture, id).stream())
                            .map(document -> encode(fixture, document)));
        }
        Pack.tryAll("S-01", forgeries).assertNoneAccepted();
    }

    /** The checks of structure refuse all of these. Were they not there, signatures alone would be enough. */
    @Test
    @Tag("generated")
    void open_originalHiddenAnywhere_onlyTheOriginalBelieved() {
        int believed = 0;
        for (Fixture fixture : Fixture.inClear()) {
            for (HidingPlace place : HidingPlace.values()) {
                for (String id : fixture.signedIds()) {
                    for (Document document : place.hide(fixture, id)) {
                        List<String> subjects = SignedXmlDoor.subjectsBelieved(Dom.write(document));
                        assertThat(subjects).as("%s %s %s", fixture, place, id).doesNotContain(Wrapping.FORGED_NAME_ID);
                        believed += subjects.size();
                    }
                }
            }
        }
        assertThat(believed).as("originals that stayed whole").isPositive();
    }

    @Test
    void finish_twoRoots_refused() {
        Map<String, Pack.Forgery> forgeries = new LinkedHashMap<>();
        forgeries.put(
                "original first",
                fixture ->
                        Stream.of(Dom.write(fixture.good()) + forged(fixture)).map(fixture::encode));
        forgeries.put(
                "forged first",
                fixture ->
                        Stream.of(forged(fixture) + Dom.write(fixture.good())).map(fixture::encode));
        Pack.tryAll("S-01", forgeries).assertNoneAccepted();
    }

    private static String forged(Fixture fixture) {
        Document document = fixture.good();
        fixture.forge(document.getDocumentElement());
        return Dom.write(document);
    }

    private static String encode(Fixture fixture, Document document) {
        String xml = Dom.write(document);
        assertThat(fixture.speaksOfBoth(xml)).as("%s %s", fixture, xml).isTrue();
        return fixture.encode(xml);
    }
}
