/** The domain: virtual services, real servers, schedulers, forwarding, health and weights. No I/O, no threads, no clocks. */
@NullMarked
package gorb.model;

import org.jspecify.annotations.NullMarked;
