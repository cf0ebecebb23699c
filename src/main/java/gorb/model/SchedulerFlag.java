package gorb.model;

/**
 * One of the three bits whose meaning the scheduler defines ({@code IP_VS_SVC_F_SCHED1..3} of ip_vs.h):
 * for {@code sh} and {@code mh} the first is fallback, the second port.
 */
public enum SchedulerFlag {
  FLAG_1(0x0008),
  FLAG_2(0x0010),
  FLAG_3(0x0020);

  private final int bit;

  SchedulerFlag(int bit) {
    this.bit = bit;
  }

  /** The bit in the kernel's service flags. */
  public int bit() {
    return bit;
  }
}
