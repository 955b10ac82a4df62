/** What every store must do, as tests to extend; published in this module's tests jar. */
package io.ssokit.contract;
