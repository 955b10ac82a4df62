/** What an app with sso-kit does in every container: the app, and the tests to extend. */
@NullMarked
package io.ssokit.it.contract;

import org.jspecify.annotations.NullMarked;
