package gorb.health;

import java.io.IOException;
import java.io.Serial;

/** A check could not be made for something that this host lacks or does not allow: nothing is known of the server. */
final class CheckNotMadeException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  CheckNotMadeException(String reason) {
    super(reason);
  }
}
