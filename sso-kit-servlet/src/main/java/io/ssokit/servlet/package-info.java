/** The HTTP edge: login filter, servlets and small pages. The only room that knows the Servlet API. */
@NullMarked
package io.ssokit.servlet;

import org.jspecify.annotations.NullMarked;
