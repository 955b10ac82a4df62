/**
 * SCIM servers side by side over HTTP, each in a JVM and a Jetty of its own: {@code benchmarks/scim}; {@code docs/performance.md}
 * has the figures.
 */
package io.ssokit.benchmarks.scim;
