package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The DEFLATE encoding of the HTTP-Redirect binding (SAML Bindings 3.4.4.1; RFC 1951, without a zlib header). */
final class Deflate {
    /** No redirect-bound message is longer than this, whatever its compressed form promises. */
    static final int MAX_INFLATED_BYTES = 1024 * 1024;

    private Deflate() {}

    static byte[] deflate(String text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(512);
            byte[] chunk = new byte[512];
            while (!deflater.finished()) {
                out.write(chunk, 0, deflater.deflate(chunk));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /**
     * Inflates a whole message, stopping as soon as it grows past {@link #MAX_INFLATED_BYTES}.
     *
     * @throws SamlRefusal if it is too long, not DEFLATE, or followed by something else
     */
    static byte[] inflate(byte[] deflated) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
            byte[] chunk = new byte[8192];
            while (!inflater.finished()) {
                int length = inflater.inflate(chunk);
                if (length == 0 && !inflater.finished()) {
                    throw notDeflate();
                }
                if (out.size() + length > MAX_INFLATED_BYTES) {
                    throw SamlRefusal.of(
                            LoginError.TOO_LARGE, "a message that inflates to 1 MiB at most", "a longer one");
                }
                out.write(chunk, 0, length);
            }
            if (inflater.getRemaining() > 0) {
                throw notDeflate();
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw notDeflate();
        } finally {
            inflater.end();
        }
    }

    private static SamlRefusal notDeflate() {
        return SamlRefusal.malformed("a complete message in DEFLATE encoding", "something else");
    }
}
