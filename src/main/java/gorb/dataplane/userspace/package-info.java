/** TCP forwarding in this process, for hosts without IPVS, and the kernel's schedulers as pure functions. */
@NullMarked
package gorb.dataplane.userspace;

import org.jspecify.annotations.NullMarked;
