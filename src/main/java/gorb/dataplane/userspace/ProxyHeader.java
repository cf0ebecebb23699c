package gorb.dataplane.userspace;

import gorb.dataplane.userspace.scheduling.Flow;
import gorb.model.AddressFamily;
import java.nio.ByteBuffer;

/**
 * The header of version 2 of the PROXY protocol, by which a server learns who its client is (haproxy.org,
 * proxy-protocol.txt, section 2.2): signature, version and command, family and transport, the length of what follows,
 * then source and destination address and port, all in network byte order. It carries no further fields (TLV).
 */
final class ProxyHeader {
  private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
  private static final byte VERSION_2_PROXY = 0x21;
  private static final byte TCP_OVER_IPV4 = 0x11;
  private static final byte TCP_OVER_IPV6 = 0x21;
  private static final int PORTS_LENGTH = 4;

  private ProxyHeader() {}

  /** The header of a connection of TCP: from the client to the address and port that it asked. */
  static ByteBuffer of(Flow flow) {
    boolean isIpv4 = flow.client().family() == AddressFamily.IPV4;
    var source = flow.client().toBytes();
    var destination = flow.vip().toBytes();
    int length = source.length + destination.length + PORTS_LENGTH;
    return ByteBuffer.allocate(SIGNATURE.length + 4 + length)
        .put(SIGNATURE)
        .put(VERSION_2_PROXY)
        .put(isIpv4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6)
        .putShort((short) length)
        .put(source)
        .put(destination)
        .putShort((short) flow.clientPort())
        .putShort((short) flow.vport())
        .flip();
  }
}
