package io.ssokit.connection;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/**
 * A domain after the last {@code @} of an e-mail address, lower-case and in ASCII form. Compared exactly: sub-domains
 * are other domains.
 *
 * @param name for example {@code acme.example}
 */
public record EmailDomain(String name) {
    private static final int MAX_ADDRESS = 254;

    public EmailDomain {
        name = normalise(name).orElseThrow(() -> new IllegalArgumentException("not an e-mail domain"));
    }

    /** @throws IllegalArgumentException if this is not a domain name */
    public static EmailDomain of(String name) {
        return new EmailDomain(name);
    }

    /** The domain of an address with exactly one {@code @}; empty for anything else. */
    public static Optional<EmailDomain> ofAddress(String address) {
        String trimmed = address.trim();
        int at = trimmed.indexOf('@');
        if (at < 1 || at != trimmed.lastIndexOf('@') || trimmed.length() > MAX_ADDRESS) {
            return Optional.empty();
        }
        return normalise(trimmed.substring(at + 1)).map(EmailDomain::new);
    }

    private static Optional<String> normalise(String raw) {
        String text = raw.trim().toLowerCase(Locale.ROOT);
        String ascii;
        try {
            ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException notADomain) {
            return Optional.empty();
        }
        // IDNA 2003 reads "ß" as "ss", wide letters and dots as plain ones, and the Kelvin sign in lower case is a "k":
        // others may own the domain that is meant.
        boolean sameText = foreign(raw) == foreign(text)
                && (ascii.equals(text) || IDN.toUnicode(ascii).equals(text));
        if (!sameText) {
            return Optional.empty();
        }
        boolean plausible =
                ascii.indexOf('.') > 0 && !ascii.endsWith(".") && !ascii.contains("..") && ascii.length() <= 253;
        return plausible ? Optional.of(ascii) : Optional.empty();
    }

    private static long foreign(String text) {
        return text.chars().filter(c -> c > 0x7f).count();
    }
}
