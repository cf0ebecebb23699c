package gorb.bgp;

import io.netty.channel.ConnectTimeoutException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Why a connection could not be had or was lost, in the C library's words alone: what people read must not depend on the library. */
final class LossReason {
  /**
   * What Netty's native transport says of a system call that failed, such as
   * {@code finishConnect(..) failed with error(-111): Connection refused: /10.0.0.1:179}.
   */
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("\\w+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: (?<words>.+?)(?:: [^ ]*/[^ ]+)?");

  private LossReason() {}

  /** {@code connection refused}, {@code no route to host} and the like. */
  static String of(Throwable failure) {
    var message = failure.getMessage();
    if (failure instanceof ConnectTimeoutException) {
      return "connection timed out";
    }
    if (message == null || message.isEmpty()) {
      return failure.getClass().getSimpleName();
    }
    var call = SYSTEM_CALL.matcher(message);
    if (!call.matches()) {
      return message;
    }
    var words = call.group("words");
    return words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
  }
}
