package gorb.netlink.generic;

import gorb.netlink.KernelRefusalException;
import gorb.netlink.NetlinkException;

/** The kernel has no family of a name: its module is not loaded, and the kernel could not load it when asked. */
public final class FamilyMissingException extends NetlinkException {
  private static final long serialVersionUID = 1;

  FamilyMissingException(String name, KernelRefusalException cause) {
    super("look up generic netlink family " + name + ": " + cause.errno(), cause);
  }
}
