/** Consul and DNS: registers what we serve, finds what we balance to. Decides of found backends only. */
@NullMarked
package gorb.discovery;

import org.jspecify.annotations.NullMarked;
