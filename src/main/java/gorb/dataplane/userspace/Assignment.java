package gorb.dataplane.userspace;

import gorb.model.ServerKey;
import org.jspecify.annotations.Nullable;

/** A connection or flow and the server it was given to. Used by one event loop. */
final class Assignment {
  private final Server server;
  private final Templates.@Nullable Template template;
  private boolean active;
  private boolean over;

  /** Counts the connection, unless it is a flow of UDP as an active one. */
  Assignment(Server server, Templates.@Nullable Template template, boolean isFlow) {
    this.server = server;
    this.template = template;
    active = !isFlow;
    server.begin(isFlow);
    if (template != null) {
      template.connections().incrementAndGet();
    }
  }

  Server server() {
    return server;
  }

  ServerKey key() {
    return server.key();
  }

  /** Whether neither side has ended its data, and this is no flow of UDP. */
  boolean isActive() {
    return active && !over;
  }

  /** One side has ended its data. */
  void ending() {
    if (active && !over) {
      active = false;
      server.ending();
    }
  }

  /** The connection is over. */
  void end() {
    if (over) {
      return;
    }
    over = true;
    server.end(active);
    if (template != null) {
      template.connections().decrementAndGet();
    }
  }
}
