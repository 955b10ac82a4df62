package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.ssokit.attack.SignedByIdp;
import io.ssokit.attack.TestKeys;
import io.ssokit.attack.VendorResponse;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Fuzz targets: whatever comes, nothing but a typed refusal goes out, and no message takes more than 16 MiB. Run on their
 * seeds in every build, and for as long as you like with {@code JAZZER_FUZZ=1}: see docs/security.md.
 */
class SamlFuzz {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MAX_ALLOCATED = 16L << 20;
    private static final TrustedKeys KEYS = TrustedKeys.ofKeys(List.of(TestKeys.IDP_EC.getPublic()));
    private static final SamlDoor DOOR = SamlDoor.open();

    /** Parser and canonicaliser: what is canonical stays as it is when it is read and written again. */
    @FuzzTest
    void xml(byte[] document) {
        frugal(() -> {
            El root = Xml.parse(document, XmlLimits.MESSAGE);
            for (C14n method : C14n.values()) {
                byte[] once = canonical(root, method);
                byte[] twice = canonical(Xml.parse(once, XmlLimits.MESSAGE), method);
                assertThat(twice).isEqualTo(once);
            }
        });
    }

    /** A form field, as it is and as the Base64 of what it is; nobody has signed it. */
    @FuzzTest
    void response(byte[] field) {
        frugal(() -> DOOR.validate(new String(field, StandardCharsets.ISO_8859_1)));
        frugal(() -> DOOR.validate(Base64.getEncoder().encodeToString(field)));
    }

    /** The identity provider signs whatever assertion is in there, so that every check behind the signature is reached. */
    @FuzzTest
    void signedResponse(byte[] document) {
        SignedByIdp.assertion(document)
                .ifPresent(message -> frugal(() -> DOOR.validate(VendorResponse.encode(message))));
    }

    /** What is found when an encrypted assertion is opened. */
    @FuzzTest
    void decrypted(byte[] octets) {
        El place = Xml.parse("<a xmlns='urn:a' xmlns:b='urn:b'/>".getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
        frugal(() -> ResponseStructure.checkDecrypted(place, Plaintext.parse(octets, place)));
    }

    /** A message in a URL: the query with its detached signature, and the DEFLATE stream by itself. */
    @FuzzTest
    void redirect(byte[] octets) {
        frugal(() -> {
            RedirectSignature query = RedirectSignature.read(new String(octets, StandardCharsets.ISO_8859_1));
            query.relayState();
            query.open(KEYS);
        });
        frugal(() -> Xml.parse(Deflate.inflate(octets), XmlLimits.MESSAGE));
    }

    /** An identity provider's metadata, which may be as large as a federation's. */
    @FuzzTest
    void metadata(byte[] document) {
        try {
            new IdpMetadataReader(Optional.empty(), List.of(), true).read(document);
        } catch (SamlRefusal refusal) {
            assertThat(refusal.error()).isNotNull();
        }
    }

    private static byte[] canonical(El root, C14n method) {
        ByteSink out = new ByteSink(1024, XmlLimits.MESSAGE.bytes());
        Xml.canonicalize(root, method, "", null, out);
        return out.toByteArray();
    }

    /** The second time counts, if the first one was dear: it may have loaded classes. */
    private static void frugal(Runnable step) {
        if (allocatedBy(step) > MAX_ALLOCATED) {
            assertThat(allocatedBy(step)).isLessThanOrEqualTo(MAX_ALLOCATED);
        }
    }

    private static long allocatedBy(Runnable step) {
        long id = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(id);
        try {
            step.run();
        } catch (SamlRefusal refusal) {
            assertThat(refusal.error()).isNotNull();
        }
        return THREADS.getThreadAllocatedBytes(id) - before;
    }
}
