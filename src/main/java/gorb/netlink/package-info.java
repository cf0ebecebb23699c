/**
 * Netlink (RFC 3549, netlink(7)): sockets, messages and attributes. Knows nothing of what the messages are about.
 *
 * <p>{@link gorb.netlink.NetlinkConnection} asks and awaits; {@link gorb.netlink.NetlinkSocket} is the port below it,
 * with the kernel's own socket ({@link gorb.netlink.KernelSocket}) and a {@linkplain gorb.netlink.TracingSocket trace}.
 * Numbers are in the host's byte order unless an attribute says otherwise.
 */
@NullMarked
package gorb.netlink;

import org.jspecify.annotations.NullMarked;
