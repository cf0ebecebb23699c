/** A speaker of BGP-4 that only announces. */
@NullMarked
package gorb.bgp;

import org.jspecify.annotations.NullMarked;
