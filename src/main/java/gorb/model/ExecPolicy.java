package gorb.model;

import java.util.Arrays;
import java.util.Optional;

/** Whether checks may run commands on this host. */
public enum ExecPolicy {
  /** Never. */
  OFF("off"),
  /** Where this process is not root. */
  UNPRIVILEGED("unprivileged"),
  /** Also as root. */
  ALSO_AS_ROOT("as-root");

  private final String label;

  ExecPolicy(String label) {
    this.label = label;
  }

  /** The one of a name as users write it. */
  public static Optional<ExecPolicy> parse(String text) {
    return Arrays.stream(values()).filter(policy -> policy.label.equals(text)).findFirst();
  }

  /** As users write it. */
  public String label() {
    return label;
  }

  /**
   * Why no command may run.
   *
   * @param isRoot whether this process is
   * @return in words; empty where one may
   */
  public String obstacle(boolean isRoot) {
    return switch (this) {
      case OFF -> "commands are off (--exec-checks unprivileged)";
      case UNPRIVILEGED -> isRoot ? "commands are off for root (--exec-checks as-root, or run as another user)" : "";
      case ALSO_AS_ROOT -> "";
    };
  }
}
