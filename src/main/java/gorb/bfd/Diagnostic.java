package gorb.bfd;

/** Why a speaker left its last state (RFC 5880 §4.1), of those that are said or shown here. */
enum Diagnostic {
  NONE(0, "no diagnostic"),
  DETECTION_TIME_EXPIRED(1, "control detection time expired"),
  ECHO_FAILED(2, "echo function failed"),
  NEIGHBOR_SIGNALED_DOWN(3, "neighbor signaled session down"),
  FORWARDING_PLANE_RESET(4, "forwarding plane reset"),
  PATH_DOWN(5, "path down"),
  CONCATENATED_PATH_DOWN(6, "concatenated path down"),
  ADMINISTRATIVELY_DOWN(7, "administratively down"),
  REVERSE_CONCATENATED_PATH_DOWN(8, "reverse concatenated path down");

  private final int number;
  private final String text;

  Diagnostic(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /** On the wire. */
  int number() {
    return number;
  }

  /** A number in words. */
  static String text(int number) {
    return number < values().length ? values()[number].text : "diagnostic " + number;
  }

  @Override
  public String toString() {
    return text;
  }
}
