package gorb.netlink.generic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.netlink.KernelSocket;
import gorb.netlink.NetlinkConnection;
import gorb.netlink.NetlinkProtocol;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Against the kernel of this machine: the controller of generic netlink, which every user may ask. */
class GenericConnectionKernelTest {
  @Test
  void theControllerFindsItself() throws Exception {
    try (var controller = open("nlctrl")) {
      assertThat(controller.family()).isEqualTo(new Family(0x10, "nlctrl", 2));
    }
  }

  @Test
  void aFamilyThatNobodyRegisteredIsMissing() throws Exception {
    try (var connection = open("gorb-none")) {
      assertThatThrownBy(connection::family)
          .isInstanceOf(FamilyMissingException.class)
          .hasMessage("look up generic netlink family gorb-none: ENOENT (No such file or directory)");
    }
  }

  private static GenericConnection open(String family) throws Exception {
    var socket = KernelSocket.open(NetlinkProtocol.NETLINK_GENERIC, Duration.ofSeconds(10));
    return new GenericConnection(new NetlinkConnection(socket), family, 1);
  }
}
