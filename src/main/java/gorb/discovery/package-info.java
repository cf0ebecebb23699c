/** Consul: registers what we serve. Knows the agent's HTTP API; never decides what is wanted. */
@NullMarked
package gorb.discovery;

import org.jspecify.annotations.NullMarked;
