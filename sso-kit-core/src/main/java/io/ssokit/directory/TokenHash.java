package io.ssokit.directory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is kept of a secret: its SHA-256, which is enough for 256 random bits. As the key of a map it gives nothing away: how
 * long a look-up takes depends on the hash, and who wants another hash must find another secret. Immutable.
 */
public final class TokenHash {
    private final byte[] hash;

    private TokenHash(byte[] hash) {
        this.hash = hash;
    }

    /** The hash of a secret. */
    public static TokenHash of(String secret) {
        try {
            return new TokenHash(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException notOnThisJdk) {
            throw new IllegalStateException(notOnThisJdk);
        }
    }

    static TokenHash ofHex(String hex) {
        return new TokenHash(HexFormat.of().parseHex(hex));
    }

    String toHex() {
        return HexFormat.of().formatHex(hash);
    }

    /** Compares in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TokenHash that && MessageDigest.isEqual(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(hash).getInt();
    }

    /** Not even the hash. */
    @Override
    public String toString() {
        return "TokenHash[***]";
    }
}
