package gorb.netlink.generic;

import gorb.netlink.AttributeName;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * A generic netlink family as the kernel's controller knows it ({@code CTRL_CMD_GETFAMILY} of genetlink.h).
 *
 * @param id the message type of the family; given anew each time its module is loaded
 * @param name such as {@code nlctrl}
 * @param version of its messages
 */
public record Family(int id, String name, int version) {
  static Family decode(ByteBuffer payload) throws MalformedMessageException {
    GenericHeader.decode(payload);
    var attributes = Attributes.parse("CTRL_CMD_NEWFAMILY", payload, ControlAttribute.HIGHEST);
    return new Family(
        attributes.u16(ControlAttribute.CTRL_ATTR_FAMILY_ID),
        attributes.text(ControlAttribute.CTRL_ATTR_FAMILY_NAME),
        (int) attributes.u32(ControlAttribute.CTRL_ATTR_VERSION));
  }

  /** The attributes of the controller that matter here ({@code CTRL_ATTR_*} of genetlink.h). */
  enum ControlAttribute implements AttributeName {
    CTRL_ATTR_FAMILY_ID(1),
    CTRL_ATTR_FAMILY_NAME(2),
    CTRL_ATTR_VERSION(3);

    static final int HIGHEST = CTRL_ATTR_VERSION.number();

    private final int number;

    ControlAttribute(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }
}
