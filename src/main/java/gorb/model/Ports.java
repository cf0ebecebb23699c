package gorb.model;

/** The range of port numbers. */
final class Ports {
  static final int HIGHEST = 65_535;

  private Ports() {}

  static void requireInRange(int port) {
    if (port < 0 || port > HIGHEST) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0.." + HIGHEST + ")");
    }
  }
}
