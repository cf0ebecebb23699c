/** The messages of BGP-4 (RFC 4271) as records, to and from their bytes. Whatever a peer sends is hostile. */
@NullMarked
package gorb.bgp.message;

import org.jspecify.annotations.NullMarked;
