/**
 * Health checks: one probe a kind, the pure fold of results into health, and the monitor that runs the checks. It is
 * handed keys and targets; it does not know what a service is, and cannot act.
 */
@NullMarked
package gorb.health;

import org.jspecify.annotations.NullMarked;
