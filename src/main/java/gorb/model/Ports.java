package gorb.model;

/** The range of port numbers. */
public final class Ports {
  public static final int HIGHEST = 65_535;

  private Ports() {}

  static void requireInRange(int port) {
    if (port < 0 || port > HIGHEST) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0.." + HIGHEST + ")");
    }
  }
}
