/** The kernel's schedulers as pure functions of explicit state: no I/O, no threads, no clocks. */
@NullMarked
package gorb.dataplane.userspace.scheduling;

import org.jspecify.annotations.NullMarked;
