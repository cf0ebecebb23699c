package gorb.dataplane.ipvs;

/** The commands of the family ({@code IPVS_CMD_*} of ip_vs.h). All need CAP_NET_ADMIN, those that read too. */
enum IpvsCommand {
  IPVS_CMD_NEW_SERVICE(1),
  IPVS_CMD_SET_SERVICE(2),
  IPVS_CMD_DEL_SERVICE(3),
  IPVS_CMD_GET_SERVICE(4),
  IPVS_CMD_NEW_DEST(5),
  IPVS_CMD_SET_DEST(6),
  IPVS_CMD_DEL_DEST(7),
  IPVS_CMD_GET_DEST(8),
  IPVS_CMD_NEW_DAEMON(9),
  IPVS_CMD_DEL_DAEMON(10),
  IPVS_CMD_GET_DAEMON(11),
  IPVS_CMD_SET_CONFIG(12),
  IPVS_CMD_GET_CONFIG(13),
  /** Only in the answer to {@link #IPVS_CMD_GET_INFO}. */
  IPVS_CMD_SET_INFO(14),
  IPVS_CMD_GET_INFO(15),
  IPVS_CMD_ZERO(16),
  IPVS_CMD_FLUSH(17);

  private final int number;

  IpvsCommand(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
