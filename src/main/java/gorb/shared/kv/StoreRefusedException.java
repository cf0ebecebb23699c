package gorb.shared.kv;

import java.io.IOException;

/** The store answered, and refused: nothing was written. */
public final class StoreRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  StoreRefusedException(String message) {
    super(message);
  }
}
