package io.ssokit.internal.saml;

import io.ssokit.attack.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link SignedXml} alone, without the checks of structure that come before it and refuse most forgeries: our safety must
 * not rest on those.
 */
public final class SignedXmlDoor {
    private static final TrustedKeys KEYS =
            TrustedKeys.ofKeys(List.of(TestKeys.IDP.getPublic(), TestKeys.IDP_EC.getPublic()));

    private SignedXmlDoor() {}

    /** Tries every element of {@code xml}; the texts of all NameIDs in what turns out to be signed by the provider. */
    public static List<String> subjectsBelieved(String xml) {
        List<String> subjects = new ArrayList<>();
        for (El candidate : all(Xml.parse(xml.getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE))) {
            try {
                all(SignedXml.open(candidate, KEYS).root()).stream()
                        .filter(element -> element.is(Names.SAML, "NameID"))
                        .forEach(nameId -> subjects.add(nameId.text()));
            } catch (SamlRefusal notSigned) {
                // the next one
            }
        }
        return subjects;
    }

    private static List<El> all(El root) {
        List<El> all = new ArrayList<>();
        all.add(root);
        root.elements().forEach(child -> all.addAll(all(child)));
        return all;
    }
}
