/** JMH measurements, each beside its floor or its peer in the same run; {@code docs/performance.md} has the figures. */
package io.ssokit.benchmarks;
