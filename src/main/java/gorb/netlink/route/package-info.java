/** Interfaces, their addresses and the default routes over rtnetlink(7). */
@NullMarked
package gorb.netlink.route;

import org.jspecify.annotations.NullMarked;
