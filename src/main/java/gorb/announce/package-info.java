/** Virtual addresses on an interface of this host. */
@NullMarked
package gorb.announce;

import org.jspecify.annotations.NullMarked;
