package gorb.config;

import gorb.bfd.BfdSettings;
import gorb.document.FieldType;
import gorb.document.FieldType.Bool;
import gorb.document.FieldType.Duration;
import gorb.document.FieldType.Field;
import gorb.document.FieldType.Known;
import gorb.document.FieldType.Listed;
import gorb.document.FieldType.Text;
import gorb.document.FieldType.Texts;
import gorb.document.FieldType.Whole;
import java.util.List;

/** The fields of {@code bgp} in files, by name; {@link BgpReader} reads them. */
final class BgpFields {
  static final String BGP = "bgp";
  static final String ASN = "asn";
  static final String ROUTER_ID = "router_id";
  static final String PORT = "port";
  static final String RESTART_TIME = "restart_time";
  static final String LEAVE_WAIT = "leave_wait";
  static final String LEAVE_ON_STOP = "leave_on_stop";
  static final String PEERS = "peers";
  static final String ADDRESS = "address";
  static final String LOCAL_ADDRESS = "local_address";
  static final String PASSIVE = "passive";
  static final String PASSWORD_FILE = "password_file";
  static final String TTL_SECURITY = "ttl_security";
  static final String MULTIHOP = "multihop";
  static final String BFD = "bfd";
  static final String INTERVAL = "interval";
  static final String MULTIPLIER = "multiplier";
  static final String HOLD_TIME = "hold_time";
  static final String FAMILIES = "families";
  static final String NEXT_HOP = "next_hop";
  static final String NEXT_HOP_IPV6 = "next_hop_ipv6";
  static final String COMMUNITIES = "communities";
  static final String LARGE_COMMUNITIES = "large_communities";
  static final String MED = "med";
  static final String PREPEND = "prepend";
  static final String LOCAL_PREF = "local_pref";

  static final long HIGHEST_32_BITS = 0xffff_ffffL;
  static final int HIGHEST_PORT = 65_535;
  static final int BGP_PORT = 179;
  /** 12 bits of RFC 4724. */
  static final int LONGEST_RESTART = 4_095;
  /** 16 bits of RFC 4271. */
  static final int LONGEST_HOLD_TIME = 65_535;
  static final int LONGEST_WAIT = 3_600;
  static final int MOST_PREPENDS = 32;
  static final int MOST_HOPS = 255;
  /** 8 bits of RFC 5880. */
  static final int MOST_MISSING = 255;

  private static final int LONGEST_ADDRESS = 64;
  private static final FieldType AS_NUMBER = new Whole(1, HIGHEST_32_BITS, false);
  private static final FieldType IP = new Text(LONGEST_ADDRESS, "");

  private static final FieldType WATCHED = new Known(List.of(
      optional(INTERVAL, new Duration(0, BfdSettings.LONGEST.toSeconds()), "300ms",
          "between two packets, 50 ms or more"),
      optional(MULTIPLIER, new Whole(1, MOST_MISSING, false), "3", "so many packets may be missing")));

  private static final FieldType PEER = new Known(List.of(
      new Field(ADDRESS, IP, true, "", "of the router"),
      new Field(ASN, AS_NUMBER, true, "", "the router's AS number; ours for a router of our own system"),
      optional(PORT, new Whole(1, HIGHEST_PORT, false), "179", "of the router"),
      optional(LOCAL_ADDRESS, IP, "the kernel's choice", "our address in the session"),
      optional(PASSIVE, new Bool(), "false", "only the router connects"),
      optional(PASSWORD_FILE, new Text(FieldType.UNBOUNDED, ""), "none", "holds the password of TCP MD5, in one line"),
      optional(TTL_SECURITY, new Whole(1, MOST_HOPS - 1, false), "none",
          "so many hops away at the most, or the kernel drops its packets (RFC 5082); not with multihop"),
      optional(MULTIHOP, new Whole(1, MOST_HOPS, false), "1; any number within our own system",
          "so many hops away at the most"),
      optional(BFD, WATCHED, "none",
          "a dead link ends the session (RFC 5880): the router is next to us, and does the same"),
      optional(HOLD_TIME, new Duration(0, LONGEST_HOLD_TIME), "90s",
          "so long may the router be silent: 0 for ever, else 3 s or more"),
      optional(FAMILIES, new Texts("^ipv[46]$"), "ipv4 and ipv6", "of the routes that it is told of"),
      optional(NEXT_HOP, IP, "our address in the session", "where packets to IPv4 addresses shall go"),
      optional(NEXT_HOP_IPV6, IP, "our address in the session", "where packets to IPv6 addresses shall go"),
      optional(COMMUNITIES, new Texts("^[0-9]{1,5}:[0-9]{1,5}$"), "none", "marks such as 64512:100"),
      optional(LARGE_COMMUNITIES, new Texts("^[0-9]{1,10}:[0-9]{1,10}:[0-9]{1,10}$"), "none",
          "marks such as 64512:1:2"),
      optional(MED, new Whole(0, HIGHEST_32_BITS, false), "none", "the lower the better"),
      optional(PREPEND, new Whole(0, MOST_PREPENDS, false), "0", "how many times more our AS number is in the path"),
      optional(LOCAL_PREF, new Whole(0, Integer.MAX_VALUE, false), "100",
          "the higher the better; routers of our own system only")));

  private BgpFields() {}

  /** The field of everything. */
  static Field bgp() {
    return optional(BGP, new Known(List.of(
        new Field(ASN, AS_NUMBER, true, "", "our AS number"),
        optional(ROUTER_ID, IP, "the first IPv4 address", "32 bits that no other speaker has, as an IPv4 address"),
        optional(PORT, new Whole(0, HIGHEST_PORT, false), "179", "where routers may connect; 0: nowhere"),
        optional(RESTART_TIME, new Duration(0, LONGEST_RESTART), "2m; with userspace 0",
            "so long routers keep our routes while the daemon restarts (RFC 4724); 0: not at all"),
        optional(LEAVE_WAIT, new Duration(0, LONGEST_WAIT), "10s",
            "how long routers have to prefer others, before the routes of a node that leaves go (RFC 8326)"),
        optional(LEAVE_ON_STOP, new Bool(), "false", "every stop is a leave, as by SIGTERM"),
        new Field(PEERS, new Listed(PEER, 1), true, "", "the routers"))),
        "none", "routers to which the addresses of services are announced");
  }

  private static Field optional(String name, FieldType type, String defaultValue, String description) {
    return new Field(name, type, false, defaultValue, description);
  }
}
