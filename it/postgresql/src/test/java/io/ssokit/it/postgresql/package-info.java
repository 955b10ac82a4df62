/** The store contracts on a real PostgreSQL. */
package io.ssokit.it.postgresql;
