/** Generic netlink: families that are found by name, and their commands. Knows nothing of any one family. */
@NullMarked
package gorb.netlink.generic;

import org.jspecify.annotations.NullMarked;
