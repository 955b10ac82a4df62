/**
 * SAML 2.0 for a service provider, on the JDK alone.
 *
 * <p>The rule of this room is <em>raw in, verified out</em>: {@link io.ssokit.internal.saml.Xml} is the only parser
 * and canonicaliser, {@link io.ssokit.internal.saml.SignedXml} the only verifier, and identity is read only from the
 * tree that was parsed from the very bytes whose digest a pinned key signed.
 */
@NullMarked
package io.ssokit.internal.saml;

import org.jspecify.annotations.NullMarked;
