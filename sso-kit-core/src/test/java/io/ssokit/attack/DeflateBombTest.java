package io.ssokit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** S-28: a message by the HTTP-Redirect binding that inflates to far more than it is. */
@Tag("S-28")
class DeflateBombTest {
    private static final int MIB = 1024 * 1024;

    @Test
    void inflate_bombs_stoppedAtOneMebibyte() {
        Map<String, byte[]> bombs = Map.of(
                "6 MB", deflated(6_000_000), "200 MB", deflated(200_000_000), "one byte too many", deflated(MIB + 1));
        int inflated = 0;
        for (Map.Entry<String, byte[]> bomb : bombs.entrySet()) {
            Optional<LoginError> refused = SamlDoor.inflate(bomb.getValue());
            inflated += refused.isPresent() ? 0 : 1;
            assertThat(refused).as(bomb.getKey()).contains(LoginError.TOO_LARGE);
            Cost cost = Cost.ofWarm(() -> SamlDoor.inflate(bomb.getValue()));
            assertThat(cost.allocatedBytes()).as(bomb.getKey()).isLessThan(6L * MIB);
        }
        System.out.printf("attacks: %d tried, %d accepted (S-28)%n", bombs.size(), inflated);
        assertThat(Base64.getEncoder().encodeToString(deflated(6_000_000)).length())
                .as("it fits a request line")
                .isLessThan(8_192);
    }

    @Test
    void inflate_mebibyteAndLess_whole() {
        assertThat(SamlDoor.inflate(deflated(MIB))).isEmpty();
        assertThat(SamlDoor.inflate(deflated(1))).isEmpty();
    }

    @Test
    void inflate_notDeflate_refused() {
        byte[] message = deflated(100_000);
        assertThat(SamlDoor.inflate(Arrays.copyOf(message, message.length - 1))).contains(LoginError.MALFORMED);
        assertThat(SamlDoor.inflate(Arrays.copyOf(message, message.length + 1))).contains(LoginError.MALFORMED);
        assertThat(SamlDoor.inflate(new byte[] {0x78, (byte) 0x9c, 0x03, 0x00})).contains(LoginError.MALFORMED);
        assertThat(SamlDoor.inflate(new byte[0])).contains(LoginError.MALFORMED);
    }

    private static byte[] deflated(int length) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(new byte[length]);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[8192];
        while (!deflater.finished()) {
            out.write(chunk, 0, deflater.deflate(chunk));
        }
        deflater.end();
        return out.toByteArray();
    }
}
