package io.ssokit.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/** Message to parameter value and back. */
final class Wire {
    private static final int MAX_XML = 64 * 1024;

    private Wire() {}

    static String base64(String xml) {
        return Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
    }

    /** SAML Bindings 3.4.4.1: raw DEFLATE, then base64. */
    static String deflated(String xml) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater raw = new Deflater(Deflater.BEST_COMPRESSION, true);
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out, raw)) {
            deflater.write(xml.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            raw.end();
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    /** Of the bindings only HTTP-Redirect compresses. */
    static byte[] decode(String parameter, String value, SamlBinding binding) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(value.replaceAll("\\s+", ""));
        } catch (IllegalArgumentException e) {
            throw new BadRequest(parameter + " is not base64");
        }
        byte[] xml = binding == SamlBinding.REDIRECT ? inflate(parameter, bytes) : bytes;
        if (xml.length > MAX_XML) {
            throw new BadRequest(parameter + " is larger than " + MAX_XML + " bytes");
        }
        return xml;
    }

    /** Inflates no further than the cap: some kilobytes of query can hold gigabytes. */
    private static byte[] inflate(String parameter, byte[] deflated) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            while (!inflater.finished() && out.size() <= MAX_XML) {
                int read = inflater.inflate(buffer);
                if (read == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new BadRequest(parameter + " ends early");
                }
                out.write(buffer, 0, read);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new BadRequest(parameter + " is not DEFLATE-compressed");
        } finally {
            inflater.end();
        }
    }
}
