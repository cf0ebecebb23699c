/** The demonstration: a client of the API and a few small backends, on loopback. Knows nothing of the daemon but its API. */
@NullMarked
package gorb.demo;

import org.jspecify.annotations.NullMarked;
