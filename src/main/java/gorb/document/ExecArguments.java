package gorb.document;

import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The arguments of a check by a command: {@code command} and {@code exit_weight}. */
final class ExecArguments {
  private static final List<String> HARMLESS = List.of("/bin/true");

  private ExecArguments() {}

  /** What is run; something harmless where that is missing or none. */
  static CheckMethod.Exec read(Fields args, CheckTarget target) {
    int before = args.problems().count();
    var command = args.texts("command", CheckMethod.Exec.MOST_WORDS, CheckMethod.Exec.LONGEST_WORD);
    boolean fits = !command.isEmpty() && command.getFirst().startsWith("/")
        && command.stream().noneMatch(word -> word.indexOf(0) >= 0);
    if (!fits && args.problems().count() == before) {
      args.problems().add(args.path("command"), (command.isEmpty() ? "missing" : command.toString())
          + " (expected: the whole path of a program, from its slash, and its arguments)");
    }
    boolean isWeightInCode = args.bool("exit_weight").orElse(false);
    return new CheckMethod.Exec(target, fits ? command : HARMLESS, isWeightInCode);
  }

  /** Writes it. */
  static void write(ObjectNode args, CheckMethod.Exec exec) {
    var command = args.putArray("command");
    exec.command().forEach(command::add);
    if (exec.isWeightInCode()) {
      args.put("exit_weight", true);
    }
  }
}
