package gorb.conformance;

/**
 * One row of the behaviour that clients of the original rely on, or of what is better on purpose.
 *
 * @param id as in the table of behaviour: S services, R backends, H pulse
 * @param says what must hold
 * @param check tries it on an empty daemon, and throws where it does not hold
 */
public record Row(String id, String says, Check check) {
  /** Tries a row. */
  @FunctionalInterface
  public interface Check {
    /** Throws where the row does not hold. */
    void run(Bench bench) throws Exception;
  }
}
