package gorb.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that asks a daemon. */
abstract class ConnectedCommand implements Callable<Integer> {
  static final int DONE = 0;

  final Terminal terminal;

  @Mixin
  Connection connection;

  ConnectedCommand(Terminal terminal) {
    this.terminal = terminal;
    this.connection = new Connection(terminal.daemon());
  }

  /**
   * Does it.
   *
   * @return the exit code
   * @throws CommandException why it was not done
   */
  @Override
  public abstract Integer call() throws CommandException;
}
