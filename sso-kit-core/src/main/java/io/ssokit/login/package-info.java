/** Browser sign-in and sign-out; knows no protocol, the engines are handed to it. */
@NullMarked
package io.ssokit.login;

import org.jspecify.annotations.NullMarked;
