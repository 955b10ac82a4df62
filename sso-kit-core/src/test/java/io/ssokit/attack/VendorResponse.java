package io.ssokit.attack;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.w3c.dom.Document;

/**
 * A response as one vendor writes it, correct unless a test says otherwise, and signed by the JDK. Immutable but for its
 * document, which is made anew for every use.
 */
public final class VendorResponse {
    public static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    public static final String ACS = "https://app.example.com/sso/saml/acme/acs";
    public static final String AUDIENCE = "https://app.example.com/sso/saml/acme/metadata";
    public static final String ISSUER = "https://idp.example.com/entity";
    public static final String REQUEST_ID = "_request-1";
    public static final String NAME_ID = "alice@example.com";
    public static final String RESPONSE_ID = "_response-1";
    public static final String ASSERTION_ID = "_assertion-1";

    /** Which elements carry a signature. */
    public enum Signed {
        RESPONSE,
        ASSERTION,
        BOTH,
        NEITHER
    }

    /** Signs with the identity provider's elliptic-curve key, twenty times faster than RSA without the JIT's best. */
    public static final Consumer<TestSigner> QUICKLY = signer -> {
        signer.key = TestKeys.IDP_EC.getPrivate();
        signer.algorithm = TestSigner.ECDSA_SHA256;
    };

    private static final Map<String, String> SIGNED = new ConcurrentHashMap<>();

    private final Vendor vendor;
    private final Map<String, String> values;

    private VendorResponse(Vendor vendor, Map<String, String> values) {
        this.vendor = vendor;
        this.values = values;
    }

    public static VendorResponse of(Vendor vendor) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("acs", ACS);
        values.put("audience", AUDIENCE);
        values.put("sp", AUDIENCE);
        values.put("issuer", ISSUER);
        values.put("requestId", REQUEST_ID);
        values.put("responseId", RESPONSE_ID);
        values.put("assertionId", ASSERTION_ID);
        values.put("sessionIndex", "_session-1");
        values.put("nameId", NAME_ID);
        values.put("now", NOW.toString());
        values.put("notBefore", NOW.minusSeconds(60).toString());
        values.put("notAfter", NOW.plus(Duration.ofMinutes(5)).toString());
        values.put("sessionEnd", NOW.plus(Duration.ofHours(8)).toString());
        return new VendorResponse(vendor, values);
    }

    /** This response with another value in one place; the value is XML. */
    public VendorResponse with(String place, String value) {
        if (!values.containsKey(place)) {
            throw new IllegalArgumentException("no place " + place);
        }
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.put(place, value);
        return new VendorResponse(vendor, changed);
    }

    /** The message before any signature. */
    public String unsigned() {
        String xml = vendor.template();
        for (Map.Entry<String, String> value : values.entrySet()) {
            xml = xml.replace("{" + value.getKey() + "}", value.getValue());
        }
        return xml;
    }

    /** Signed by RSA, as all of these vendors do; the same message again is not signed again. */
    public Document document(Signed signed) {
        return Dom.parse(xml(signed));
    }

    public Document document(Signed signed, Consumer<TestSigner> settings) {
        return sign(unsigned(), signed, settings);
    }

    /** {@code xml}, perhaps an edited {@link #unsigned()}, with this vendor's signatures. */
    public Document sign(String xml, Signed signed, Consumer<TestSigner> settings) {
        Document document = Dom.parse(xml);
        if (signed == Signed.ASSERTION || signed == Signed.BOTH) {
            signer().with(settings).sign(document, values.get("assertionId"));
        }
        if (signed == Signed.RESPONSE || signed == Signed.BOTH) {
            signer().with(settings).sign(document, values.get("responseId"));
        }
        return document;
    }

    /** Signed as {@code signed} says, with the assertion encrypted for {@link TestKeys#SP} between the two signatures. */
    public Document encrypted(Signed signed, Encrypter encrypter) {
        return encrypted(unsigned(), signed, QUICKLY, encrypter);
    }

    public Document encrypted(String xml, Signed signed, Consumer<TestSigner> settings, Encrypter encrypter) {
        Document document = Dom.parse(xml);
        if (signed == Signed.ASSERTION || signed == Signed.BOTH) {
            signer().with(settings).sign(document, values.get("assertionId"));
        }
        encrypter.encryptAssertion(document, TestKeys.SP.getPublic());
        if (signed == Signed.RESPONSE || signed == Signed.BOTH) {
            signer().with(settings).sign(document, values.get("responseId"));
        }
        return document;
    }

    /** Edited as a document, then signed: what the identity provider itself says wrongly. */
    public Document edited(Signed signed, Consumer<Document> edit) {
        Document document = Dom.parse(unsigned());
        edit.accept(document);
        return sign(Dom.write(document), signed, QUICKLY);
    }

    public String xml(Signed signed) {
        String xml = unsigned();
        return SIGNED.computeIfAbsent(vendor + " " + signed + xml, any -> Dom.write(sign(xml, signed, signer -> {})));
    }

    /** The form field. */
    public static String encode(String xml) {
        return Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
    }

    public static String encode(Document document) {
        return encode(Dom.write(document));
    }

    /** {@code xml} with a signature of the identity provider's on the element with this ID. */
    public static String signed(String xml, String id) {
        Document document = Dom.parse(xml);
        new TestSigner().sign(document, id);
        return Dom.write(document);
    }

    /** The document as text, to be edited or signed again. */
    public static String write(Document document) {
        return Dom.write(document);
    }

    TestSigner signer() {
        return new TestSigner().with(signer -> {
            signer.signaturePrefix = vendor.signaturePrefix();
            signer.prefixList = vendor.prefixList();
        });
    }
}
