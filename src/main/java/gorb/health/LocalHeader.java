package gorb.health;

import java.util.HexFormat;

/**
 * The header of version 2 of the PROXY protocol for a connection that no client is behind (command LOCAL; haproxy.org,
 * proxy-protocol.txt, section 2.2): signature, version and command, family unspecified, nothing behind.
 */
final class LocalHeader {
  private static final byte[] BYTES = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "20" + "00" + "0000");

  private LocalHeader() {}

  /** Its bytes, a copy. */
  static byte[] bytes() {
    return BYTES.clone();
  }
}
