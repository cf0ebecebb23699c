/** TCP and UDP forwarding in this process, for hosts without IPVS. */
@NullMarked
package gorb.dataplane.userspace;

import org.jspecify.annotations.NullMarked;
