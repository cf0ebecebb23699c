package gorb.plan;

import gorb.dataplane.Table;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;

/** What a plan may remove: entries that are not wanted and not owned belong to somebody else and stay. */
public interface Ownership {
  /** Everything is ours. */
  Ownership EVERYTHING = new Ownership() {
    @Override
    public boolean owns(ServiceKey service) {
      return true;
    }

    @Override
    public boolean owns(ServiceKey service, ServerKey server) {
      return true;
    }
  };

  /** Ours is what a table has. */
  static Ownership of(Table table) {
    return new Ownership() {
      @Override
      public boolean owns(ServiceKey service) {
        return table.pool(service) != null;
      }

      @Override
      public boolean owns(ServiceKey service, ServerKey server) {
        return table.destination(service, server) != null;
      }
    };
  }

  /** Whether the service may be removed. */
  boolean owns(ServiceKey service);

  /** Whether the destination may be removed from its service. */
  boolean owns(ServiceKey service, ServerKey server);
}
