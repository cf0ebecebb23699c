package gorb.netlink;

/** The type of an attribute: implemented by enums whose constants are named as in the kernel's header. */
public interface AttributeName {
  /** The name in the header, such as {@code IPVS_SVC_ATTR_AF}. */
  String name();

  /** The number on the wire, 1..16383. */
  int number();
}
