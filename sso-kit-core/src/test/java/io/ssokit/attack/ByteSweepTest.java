package io.ssokit.attack;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.internal.saml.SamlDoor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * S-35: any one-byte change of a valid response is refused or changes nothing that is read. Some bytes in a normal
 * build; {@code -Dsaml.sweep.step=1} changes every byte of every message, 264,330 documents in some minutes.
 */
@Tag("S-35")
@Tag("generated")
class ByteSweepTest {
    private static final int STEP = Integer.getInteger("saml.sweep.step", 41);
    private static final SamlDoor DOOR = SamlDoor.open();

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void post_oneByteChanged_refusedOrSameIdentity() {
        Attacks attacks = new Attacks("S-35");
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
                byte[] xml = VendorResponse.of(vendor).xml(signed).getBytes(StandardCharsets.UTF_8);
                SamlDoor.Verdict good = DOOR.post(Base64.getEncoder().encodeToString(xml));
                for (int at = 0; at < xml.length; at += STEP) {
                    for (int mask : new int[] {0x01, 0x20, 0x80}) {
                        byte[] changed = xml.clone();
                        changed[at] ^= (byte) mask;
                        sweep(attacks, vendor + " " + signed + " byte " + at, good, changed);
                    }
                }
            }
        }
        attacks.assertNoneAccepted();
    }

    private static void sweep(Attacks attacks, String about, SamlDoor.Verdict good, byte[] changed) {
        SamlDoor.Verdict verdict = DOOR.post(Base64.getEncoder().encodeToString(changed));
        Map<String, List<String>> attributes = verdict.attributes();
        boolean same = verdict.subject().equals(good.subject()) && attributes.equals(good.attributes());
        attacks.count(about, verdict, !same);
    }
}
