package gorb.bgp.message;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * Messages as BIRD 2.0.12, FRR 8.4.4 and GoBGP 3.10.0 of Debian 12 sent them to a peer of AS 4200000001, recorded on their
 * sockets; a field or attribute a line.
 */
final class Vectors {
  static final String HEADER = "ffffffffffffffffffffffffffffffff";

  static final Vector BIRD_OPEN = new Vector("BIRD's OPEN", """
      0043 01               // length 67, OPEN
      04 fc01 00f0 0a090002 // version 4, AS 64513, hold time 240 s, identifier 10.9.0.2
      26 02 24              // 38 bytes of parameters: capabilities, 36 bytes
      01 04 0001 00 01      // multiprotocol: IPv4 unicast
      01 04 0002 00 01      // multiprotocol: IPv6 unicast
      02 00                 // route refresh
      40 0a 0078            // graceful restart, 120 s
        0001 01 00          //   IPv4 unicast, forwarding state not kept
        0002 01 00          //   IPv6 unicast
      41 04 0000fc01        // AS 64513 in four octets
      46 00                 // enhanced route refresh
      47 00                 // long-lived graceful restart
      """);

  static final Vector FRR_OPEN = new Vector("FRR's OPEN", """
      007a 01               // length 122, OPEN
      04 fc02 00b4 0a090003 // version 4, AS 64514, hold time 180 s, identifier 10.9.0.3
      5d                    // 93 bytes of parameters, one for each capability
      02 06 01 04 0001 00 01
      02 06 01 04 0002 00 01
      02 02 80 00           // route refresh before its RFC
      02 02 02 00           // route refresh
      02 02 46 00           // enhanced route refresh
      02 06 41 04 0000fc02  // AS 64514 in four octets
      02 02 06 00           // extended messages
      02 0a 45 08 000101010002 0101 // several paths
      02 07 49 05 03667272 00       // host name frr
      02 0c 40 0a c078      // graceful restart, restarted, also by NOTIFICATION, 120 s
        0001 01 00 0002 01 00
      02 10 47 0e 0001018000000000020180000000 // long-lived graceful restart
      """);

  static final Vector GOBGP_OPEN = new Vector("GoBGP's OPEN", """
      0049 01               // length 73, OPEN
      04 fc03 005a 0a090004 // version 4, AS 64515, hold time 90 s, identifier 10.9.0.4
      2c 02 2a              // 44 bytes of parameters: capabilities, 42 bytes
      02 00                 // route refresh
      49 04 02766d00        // host name
      01 04 0001 00 01
      01 04 0002 00 01
      41 04 0000fc03        // AS 64515 in four octets
      40 06 405a 0001 01 00 // graceful restart, also by NOTIFICATION, 90 s: IPv4 unicast
      05 06 0001 0001 0002  // next hops of IPv6 for IPv4
      """);

  static final Vector BIRD_UPDATE = new Vector("BIRD's UPDATE of IPv4", """
      0046 02               // length 70, UPDATE
      0000 002a             // nothing withdrawn, 42 bytes of attributes
      40 01 01 00           // ORIGIN IGP
      40 02 06 02 01 0000fc01 // AS_PATH: sequence of 64513
      40 03 04 0a090002     // NEXT_HOP 10.9.0.2
      c0 08 04 fc01 0007    // COMMUNITIES 64513:7
      c0 20 0c 0000fc01 00000001 00000002 // LARGE_COMMUNITY 64513:1:2
      20 c0000201           // 192.0.2.1/32
      """);

  static final Vector BIRD_UPDATE_IPV6 = new Vector("BIRD's UPDATE of IPv6", """
      004e 02               // length 78, UPDATE
      0000 0037             // nothing withdrawn, 55 bytes of attributes
      90 0e 0026 0002 01    // MP_REACH_NLRI, IPv6 unicast
        10 fd000009000000000000000000000002 00 // next hop fd00:9::2
        80 20010db8000000000000000000000001    // 2001:db8::1/128
      40 01 01 00
      40 02 06 02 01 0000fc01
      """);

  static final Vector FRR_UPDATE = new Vector("FRR's UPDATE of IPv4", """
      0059 02               // length 89, UPDATE
      0000 003d
      40 01 01 00
      50 02 0006 02 01 0000fc02 // AS_PATH with a long length
      40 03 04 0a090003
      80 04 04 00000032     // MULTI_EXIT_DISC 50
      c0 08 04 fc02 0007
      c0 20 0c 0000fc02 00000001 00000002
      c0 10 08 0004 fc02 4b3ebc20 // EXTENDED_COMMUNITIES: link bandwidth, sent as transitive
      20 c0000201
      """);

  static final Vector FRR_UPDATE_IPV6 = new Vector("FRR's UPDATE of IPv6", """
      0056 02
      0000 003f
      90 0e 0026 0002 01
        10 00000000000000000000ffff0a090003 00 // next hop ::ffff:10.9.0.3: FRR spoke over IPv4
        80 20010db8000000000000000000000001
      40 01 01 00
      50 02 0006 02 01 0000fc02
      80 04 04 00000000
      """);

  static final Vector GOBGP_UPDATE = new Vector("GoBGP's UPDATE of IPv4", """
      004d 02
      0000 0031
      40 01 01 02           // ORIGIN INCOMPLETE
      40 02 06 02 01 0000fc03
      40 03 04 0a090004
      80 04 04 00000032
      c0 08 04 fc03 0007
      c0 20 0c 0000fc03 00000001 00000002
      20 c0000201
      """);

  static final Vector GOBGP_UPDATE_IPV6 = new Vector("GoBGP's UPDATE of IPv6", """
      004d 02
      0000 0036
      40 01 01 02
      40 02 06 02 01 0000fc03
      80 0e 26 0002 01
        10 fd000009000000000000000000000004 00
        80 20010db8000000000000000000000001
      """);

  static final Vector END_OF_RIB = new Vector("the end of all routes of IPv4", "0017 02 0000 0000");

  static final Vector END_OF_RIB_IPV6 = new Vector("the end of all routes of IPv6", """
      001d 02 0000 0006
      80 0f 03 0002 01      // MP_UNREACH_NLRI, IPv6 unicast, no prefix
      """);

  static final Vector BIRD_SHUTDOWN = new Vector("BIRD's NOTIFICATION", """
      0029 03               // length 41, NOTIFICATION
      06 02                 // cease, administrative shutdown
      13 6d61696e74656e616e636520746f6e69676874 // 19 bytes: maintenance tonight
      """);

  static final Vector GOBGP_SHUTDOWN = new Vector("GoBGP's NOTIFICATION", "0015 03 06 02");

  static final Vector ROUTE_REFRESH = new Vector("BIRD's ROUTE-REFRESH", "0017 05 0002 00 01");

  static final Vector KEEPALIVE = new Vector("a KEEPALIVE", "0013 04");

  static final List<Vector> ALL = List.of(BIRD_OPEN, FRR_OPEN, GOBGP_OPEN, BIRD_UPDATE, BIRD_UPDATE_IPV6, FRR_UPDATE,
      FRR_UPDATE_IPV6, GOBGP_UPDATE, GOBGP_UPDATE_IPV6, END_OF_RIB, END_OF_RIB_IPV6, BIRD_SHUTDOWN, GOBGP_SHUTDOWN,
      ROUTE_REFRESH, KEEPALIVE);

  private Vectors() {}

  /** A message whose hexadecimal text may have comments; the marker is left out. */
  record Vector(String name, String text) {
    byte[] bytes() {
      return HexFormat.of().parseHex(HEADER + text.replaceAll("//.*", "").replaceAll("\\s", ""));
    }

    Message decode() throws MessageException {
      return Message.decode(ByteBuffer.wrap(bytes()), AsWidth.FOUR);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
