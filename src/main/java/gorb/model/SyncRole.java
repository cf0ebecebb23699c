package gorb.model;

import java.util.Locale;

/** What a sync daemon does (ipvsadm(8) {@code --start-daemon}); a director may have one of each. */
public enum SyncRole {
  /** Sends connections to other directors. */
  MASTER,
  /** Takes theirs. */
  BACKUP;

  /** The name that users give it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
