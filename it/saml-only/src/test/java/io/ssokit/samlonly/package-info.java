/** An app that uses SAML alone. */
package io.ssokit.samlonly;
