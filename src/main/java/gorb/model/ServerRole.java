package gorb.model;

/** What a server is for. */
public enum ServerRole {
  /** It serves. */
  REGULAR("regular"),
  /** It serves while no regular server of its service does: a page that says sorry, or another site. */
  FALLBACK("fallback");

  private final String label;

  ServerRole(String label) {
    this.label = label;
  }

  /** As users write it. */
  public String label() {
    return label;
  }
}
