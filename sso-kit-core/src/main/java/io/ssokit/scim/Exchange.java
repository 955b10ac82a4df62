package io.ssokit.scim;

import io.ssokit.connection.ScimAction;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated request and what it asks of one tenant. Immutable.
 *
 * @param directory whose users and groups, and what may be done with them
 */
record Exchange(ScimRequest request, ScimDirectory directory, QueryString query) {
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,7}");
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("application/(?:scim\\+)?json\\s*(?:;\\s*charset\\s*=\\s*\"?utf-?8\"?\\s*)?;?\\s*");

    /**
     * What the head says of the body.
     *
     * @throws ScimException if it is too large, or packed: a few bytes of it could be gigabytes
     */
    static void requireReadable(ScimRequest head) {
        Optional<String> length = head.header("Content-Length");
        // More digits are more than we take, and other characters nobody's.
        if (length.isPresent()
                && (!LENGTH.matcher(length.get()).matches()
                        || Integer.parseInt(length.get()) > ScimEndpoint.MAX_BODY_BYTES)) {
            throw tooLarge();
        }
        if (head.header("Content-Encoding")
                .filter(coding -> !coding.equalsIgnoreCase("identity"))
                .isPresent()) {
            throw ScimException.packed();
        }
    }

    /** @throws ScimException if the body is too large, of another type or no JSON object */
    Map<String, @Nullable Object> json() {
        if (request.body().length > ScimEndpoint.MAX_BODY_BYTES) {
            throw tooLarge();
        }
        String type = request.header("Content-Type").orElse("application/scim+json");
        if (!MEDIA_TYPE.matcher(type.trim().toLowerCase(Locale.ROOT)).matches()) {
            throw ScimException.unsupportedMediaType();
        }
        return JsonText.object(request.body());
    }

    /** How this directory reads what clients send. */
    Values values() {
        return Values.of(directory.settings().strict());
    }

    /** Scopes every store call. */
    String tenant() {
        return directory.tenant();
    }

    private static ScimException tooLarge() {
        return ScimException.tooLarge("the body exceeds maxPayloadSize (" + ScimEndpoint.MAX_BODY_BYTES + " bytes)");
    }

    /** @throws ScimException 403 if the directory's settings have switched it off */
    void requireAllowed(ScimAction action) {
        if (!directory.settings().allow().contains(action)) {
            throw ScimException.forbidden(switch (action) {
                        case CREATE -> "this directory does not allow to create users and groups by provisioning";
                        case UPDATE ->
                            "this directory does not allow to change or deactivate users and groups by"
                                    + " provisioning";
                        case DELETE ->
                            "this directory does not allow to delete users and groups by provisioning:"
                                    + " deactivate them instead";
                    }
                    + "; an administrator of the app can allow it, or switch the action off at the identity"
                    + " provider");
        }
    }

    Precondition ifMatch() {
        return Precondition.of(request);
    }

    /** Whether the client has this version already (RFC 7644 §3.14). */
    boolean isKnown(long version) {
        return Precondition.ifNoneMatch(request).names(version);
    }
}
