package gorb.health;

import java.io.IOException;
import java.io.Serial;

/** A check reached its server, and what it found is not well; the message is the reason in words. */
final class CheckFailedException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  CheckFailedException(String reason) {
    super(reason);
  }

  /** None: the message says all, and it takes time in which somebody waits for the verdict. */
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
