package gorb.dataplane.ipvs;

import gorb.netlink.AttributeName;

/** The attributes of the first level that hold others ({@code IPVS_CMD_ATTR_*} of ip_vs.h). */
enum CommandAttribute implements AttributeName {
  IPVS_CMD_ATTR_SERVICE(1),
  IPVS_CMD_ATTR_DEST(2),
  IPVS_CMD_ATTR_DAEMON(3);

  private final int number;

  CommandAttribute(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
