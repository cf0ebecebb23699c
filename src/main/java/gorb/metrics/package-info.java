/** Prometheus metrics from snapshots, turns and checks. */
@NullMarked
package gorb.metrics;

import org.jspecify.annotations.NullMarked;
