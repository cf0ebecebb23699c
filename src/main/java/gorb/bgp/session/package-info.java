/** When a session with a peer comes up and goes down (RFC 4271 §8): decisions only, no sockets and no clock. */
@NullMarked
package gorb.bgp.session;

import org.jspecify.annotations.NullMarked;
