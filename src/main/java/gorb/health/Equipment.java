package gorb.health;

import gorb.model.ExecPolicy;
import gorb.model.Resolver;

/**
 * What probes share.
 *
 * @param connector makes their connections
 * @param commands gives leave to run commands
 * @param held watches the connections that are held
 */
record Equipment(Connector connector, Commands commands, HeldWatcher held) implements AutoCloseable {
  /** Of a monitor. */
  static Equipment of(Resolver resolver, ExecPolicy policy) {
    return new Equipment(new Connector(resolver), Commands.ofThisProcess(policy), new HeldWatcher());
  }

  @Override
  public void close() {
    held.close();
  }
}
