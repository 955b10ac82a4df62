package io.ssokit.launch;

import io.ssokit.internal.CaseKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A person's own place in a {@link LaunchTarget}, like a user profile of SageMaker Studio. Unique within (tenant,
 * target). Immutable.
 *
 * @param name 1-63 letters, digits and inner hyphens, without regard to case
 */
public record LaunchProfile(String name) {
    // SageMaker UserProfileName.
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}");
    private static final int MAX = 63;
    private static final int READABLE = 43;

    /** @throws IllegalArgumentException if the name is not one */
    public LaunchProfile {
        if (name.length() > MAX || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a profile's name is 1-63 letters, digits and inner hyphens");
        }
    }

    /**
     * The profile of the person with this user name: the name itself where it may be one, else its letters and digits
     * and a hash, so that {@code a.b} and {@code a-b} do not share a profile.
     */
    public static LaunchProfile ofUserName(String userName) {
        String key = CaseKey.of(userName);
        // "--" is kept for the hashed ones: no user name can be chosen to be another one's profile.
        if (key.length() <= MAX && !key.contains("--") && NAME.matcher(key).matches()) {
            return new LaunchProfile(key);
        }
        String readable = key.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String head =
                readable.substring(0, Math.min(readable.length(), READABLE)).replaceAll("-$", "");
        return new LaunchProfile((head.isEmpty() ? "user" : head) + "--" + hash(key));
    }

    private static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException notOnThisJdk) {
            throw new IllegalStateException(notOnThisJdk);
        }
    }
}
