package gorb.cli;

/** A command that did not do what it was asked for. The message says why, with every problem on a line of its own. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1;

  CommandException(String message) {
    super(message, null, false, false);
  }
}
