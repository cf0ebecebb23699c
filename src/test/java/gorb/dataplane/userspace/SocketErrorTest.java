package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Refusal;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.BindException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketErrorTest {
  @BeforeAll
  static void loadTheLibraryThatKnowsErrnos() {
    Epoll.ensureAvailability();
  }

  @ParameterizedTest
  @CsvSource({
    "1, EPERM, Operation not permitted, NOT_PERMITTED",
    "13, EACCES, Permission denied, NOT_PERMITTED",
    "23, ENFILE, Too many open files in system, TRANSIENT",
    "24, EMFILE, Too many open files, TRANSIENT",
    "98, EADDRINUSE, Address already in use, REJECTED",
    "99, EADDRNOTAVAIL, Cannot assign requested address, REJECTED"
  })
  void isFoundByNumberAndByText(int number, SocketError error, String text, Refusal.Kind kind) {
    var byNumber = new ChannelException(new NativeIoException("socket", -number));
    var byText = new IOException("listen", new BindException(text));
    var byOption = new ChannelException("setsockopt() failed: " + text);

    assertThat(SocketError.of(byNumber)).contains(error);
    assertThat(SocketError.of(byText)).contains(error);
    assertThat(SocketError.of(byOption)).contains(error);
    assertThat(SocketError.kind(byText)).isEqualTo(kind);
    assertThat(error).hasToString(error.name() + " (" + text + ")");
  }

  @Test
  void saysWhatAPortBelow1024Needs() {
    var failure = new BindException("Permission denied");

    assertThat(SocketError.explain(failure))
        .isEqualTo(
            "EACCES (Permission denied); a port below 1024 needs CAP_NET_BIND_SERVICE,"
                + " or a lower net.ipv4.ip_unprivileged_port_start");
  }

  @Test
  void leavesWhatItDoesNotKnowAsItIsToBeTriedAgain() {
    var failure = new IOException("something else");

    assertThat(SocketError.of(failure)).isEmpty();
    assertThat(SocketError.kind(failure)).isEqualTo(Refusal.Kind.TRANSIENT);
    assertThat(SocketError.explain(failure)).contains("something else");
  }
}
