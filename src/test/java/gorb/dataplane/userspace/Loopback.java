package gorb.dataplane.userspace;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;

/** Addresses and ports of this host's loopback interface. */
final class Loopback {
  private Loopback() {}

  /**
   * An address of 127.0.0.0/8, another one for each process and number, so that several test runs share a host.
   *
   * @param number 0..253
   */
  static IpAddress address(int number) {
    long pid = ProcessHandle.current().pid();
    return IpAddress.of("127." + (64 + (pid >> 8) % 128) + "." + (pid & 0xff) + "." + (1 + number));
  }

  /** A port of an address on which nobody listens now. */
  static int freePort(IpAddress address) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(address.toInetAddress(), 0));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the host has a loopback address of the family. */
  static boolean has(AddressFamily family) {
    try {
      return family == AddressFamily.IPV4
          || NetworkInterface.getByInetAddress(IpAddress.of("::1").toInetAddress()) != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
