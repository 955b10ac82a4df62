package io.ssokit.scim;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated request and what it asks of one tenant. Immutable.
 *
 * @param directory whose users and groups, and what may be done with them
 */
record Exchange(ScimRequest request, ScimDirectory directory, QueryString query) {
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("application/(?:scim\\+)?json\\s*(?:;\\s*charset\\s*=\\s*\"?utf-?8\"?\\s*)?;?\\s*");

    /** @throws ScimException if the body is too large, of another type or no JSON object */
    Map<String, @Nullable Object> json() {
        if (request.body().length > ScimEndpoint.MAX_BODY_BYTES) {
            throw ScimException.tooLarge("the body is larger than " + ScimEndpoint.MAX_BODY_BYTES + " bytes");
        }
        String type = request.header("Content-Type").orElse("application/scim+json");
        if (!MEDIA_TYPE.matcher(type.trim().toLowerCase(Locale.ROOT)).matches()) {
            throw ScimException.unsupportedMediaType();
        }
        return JsonText.object(request.body());
    }

    /** Scopes every store call. */
    String tenant() {
        return directory.tenant();
    }

    Precondition ifMatch() {
        return Precondition.ifMatch(request);
    }

    /** Whether the client has this version already (RFC 7644 §3.14). */
    boolean isKnown(long version) {
        return Precondition.ifNoneMatch(request).names(version);
    }
}
