/** Dead links found by Bidirectional Forwarding Detection (RFC 5880), next to us (RFC 5881), asynchronous mode. */
@NullMarked
package gorb.bfd;

import org.jspecify.annotations.NullMarked;
