package gorb.ffm;

/** This Java does not let the program call functions of the C library. */
public final class NativeAccessException extends Exception {
  private static final long serialVersionUID = 1;

  NativeAccessException(Module caller, Throwable cause) {
    super("native access is off: start java with --enable-native-access="
        + (caller.isNamed() ? caller.getName() : "ALL-UNNAMED"), cause);
  }
}
