/** Every store on a {@code DataSource}; the only room that speaks SQL. */
@NullMarked
package io.ssokit.jdbc;

import org.jspecify.annotations.NullMarked;
