package gorb.dataplane.userspace.scheduling;

/** The greatest common divisor, by which schedulers reduce weights. */
final class Divisor {
  private Divisor() {}

  /** By Euclid; that of a number and 0 is the number. */
  static int greatestCommon(int one, int other) {
    int a = one;
    int b = other;
    while (b != 0) {
      int rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }
}
