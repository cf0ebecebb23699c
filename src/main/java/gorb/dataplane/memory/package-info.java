/** A virtual server table that carries no traffic: the reference for what every other data plane answers. */
@NullMarked
package gorb.dataplane.memory;

import org.jspecify.annotations.NullMarked;
