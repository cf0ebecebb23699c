/** Which addresses of services are announced to routers, and why: decisions only. */
@NullMarked
package gorb.bgp.policy;

import org.jspecify.annotations.NullMarked;
