package io.ssokit.session;

/**
 * One session tag.
 *
 * @param key at most 128 characters; compared without regard to case
 * @param value at most 256 characters; may be empty
 * @param source where it came from
 * @param transitive whether it follows into chained roles
 */
public record SessionTag(String key, String value, Source source, boolean transitive) {
    /** Where a tag came from. */
    public enum Source {
        /** SAML attribute {@code …/AccessControl:{TagKey}}, as AWS IAM Identity Center reads it. */
        SAML_ACCESS_CONTROL,
        /** SAML attribute {@code …/PrincipalTag:{TagKey}}, as AWS STS reads it. */
        SAML_PRINCIPAL_TAG,
        /** OpenID Connect claim: flat under the SAML name, or nested in {@code https://aws.amazon.com/tags}. */
        OIDC_TAGS
    }
}
