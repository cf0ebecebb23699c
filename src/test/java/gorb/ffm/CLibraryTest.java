package gorb.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CLibraryTest {
  private static final int AF_UNIX = 1;
  private static final int AF_NETLINK = 16;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_RAW = 3;

  @Test
  void aFailedCallNamesItselfAndItsReason() throws NativeAccessException {
    try (var library = CLibrary.open()) {
      assertThatThrownBy(() -> library.socket(AF_NETLINK, SOCK_RAW, 999))
          .isInstanceOf(ErrnoException.class)
          .hasMessage("socket: EPROTONOSUPPORT (Protocol not supported)");
      assertThatThrownBy(() -> library.open("/does/not/exist", 0))
          .hasMessage("open /does/not/exist: ENOENT (No such file or directory)");
      assertThatThrownBy(() -> library.close(-1)).hasMessage("close: EBADF (Bad file descriptor)");
      assertThatThrownBy(() -> library.setns(-1, 0)).hasMessage("setns: EBADF (Bad file descriptor)");
    }
  }

  @Test
  void anotherInstanceKeepsItsOwnErrno() throws NativeAccessException {
    try (var one = CLibrary.open(); var other = CLibrary.open()) {
      assertThatThrownBy(() -> one.close(-1)).hasMessageContaining("EBADF");
      assertThatThrownBy(() -> other.open("/does/not/exist", 0)).hasMessageContaining("ENOENT");
      assertThatThrownBy(() -> one.close(-1)).hasMessageContaining("EBADF");
    }
  }

  @Test
  void aReceiveThatFindsNothingEndsAtItsTimeout() throws Exception {
    try (var library = CLibrary.open()) {
      int socket = library.socket(AF_UNIX, SOCK_DGRAM, 0);
      library.setsockopt(socket, SocketOption.SO_RCVTIMEO, Duration.ofMillis(1));
      var buffer = ByteBuffer.allocateDirect(16);

      assertThatThrownBy(() -> library.recvfrom(socket, buffer, 0, ByteBuffer.allocateDirect(128)))
          .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EAGAIN));
      library.close(socket);
    }
  }

  @Test
  void anOptionReadsBackAsItWasSet() throws Exception {
    try (var library = CLibrary.open()) {
      int socket = library.socket(AF_NETLINK, SOCK_RAW, 0);

      library.setsockopt(socket, SocketOption.NETLINK_EXT_ACK, 1);

      assertThat(library.getsockopt(socket, SocketOption.NETLINK_EXT_ACK)).isEqualTo(1);
      assertThat(library.getsockopt(socket, SocketOption.NETLINK_CAP_ACK)).isZero();
      library.close(socket);
    }
  }

  @Test
  void aDatagramReachesASocketThatIsBound() throws Exception {
    try (var library = CLibrary.open()) {
      int socket = library.socket(AF_NETLINK, SOCK_RAW, 0);
      library.bind(socket, ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder()).putShort(0, (short) AF_NETLINK));
      var noop = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
      noop.putInt(16).putShort((short) 1).putShort((short) 5).putInt(7).putInt(0).flip();
      var answer = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
      var sender = ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder());

      int sent = library.send(socket, noop, 0);
      int received = library.recvfrom(socket, answer, 0, sender);

      assertThat(sent).isEqualTo(16);
      assertThat(received).isEqualTo(36); // an acknowledgement: header, status, the request's header
      assertThat(answer.getInt(8)).isEqualTo(7);
      assertThat(sender.getInt(4)).isZero();
      library.close(socket);
    }
  }

  @Test
  void userAndCapabilitiesAreThoseThatProcTells() throws Exception {
    var status = Files.readString(Path.of("/proc/thread-self/status"));

    try (var library = CLibrary.open()) {
      assertThat(library.geteuid()).isEqualTo(Integer.parseUnsignedInt(field(status, "Uid").split("\t")[1]));
      assertThat(library.capget()).isEqualTo(Long.parseUnsignedLong(field(status, "CapEff"), 16));
    }
  }

  @Test
  void withoutNativeAccessTheFlagIsNamed() throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process = new ProcessBuilder(
            java, "--illegal-native-access=deny", "-Xshare:auto", "-XX:TieredStopAtLevel=1",
            "-cp", System.getProperty("java.class.path"), Opener.class.getName())
        .redirectErrorStream(true)
        .start();

    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(output).contains("native access is off: start java with --enable-native-access=ALL-UNNAMED");
  }

  private static String field(String status, String name) {
    return status.lines().filter(line -> line.startsWith(name + ":")).findFirst().orElseThrow()
        .substring(name.length() + 2);
  }

  /** A program that may not call native functions. */
  static final class Opener {
    private Opener() {}

    public static void main(String[] args) {
      try (var library = CLibrary.open()) {
        System.out.println("opened for " + library.geteuid());
      } catch (NativeAccessException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
