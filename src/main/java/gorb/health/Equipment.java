package gorb.health;

import gorb.model.Resolver;

/**
 * What probes share.
 *
 * @param connector makes their connections
 * @param held watches the connections that are held
 */
record Equipment(Connector connector, HeldWatcher held) implements AutoCloseable {
  /** Of a monitor. */
  static Equipment of(Resolver resolver) {
    return new Equipment(new Connector(resolver), new HeldWatcher());
  }

  @Override
  public void close() {
    held.close();
  }
}
