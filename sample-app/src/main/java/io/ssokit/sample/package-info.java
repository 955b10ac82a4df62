/** The thing people see first: what an application with sso-kit looks like, and every journey to try. */
@NullMarked
package io.ssokit.sample;

import org.jspecify.annotations.NullMarked;
