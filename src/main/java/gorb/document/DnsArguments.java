package gorb.document;

import gorb.model.DnsQuestion;
import tools.jackson.databind.node.ObjectNode;

/** The arguments of a check of a name server: {@code name}, {@code record} and {@code answer}. */
final class DnsArguments {
  private DnsArguments() {}

  /** What is asked; the root where the name is missing or none. */
  static DnsQuestion read(Fields args) {
    var name = args.text("name", DnsQuestion.LONGEST_NAME + 1)
        .map(it -> it.equals(".") ? "" : it.replaceFirst("\\.$", ""));
    if (name.isEmpty()) {
      args.problems().add(args.path("name"), "missing (expected: a name to ask for)");
    } else if (!DnsQuestion.isName(name.get())) {
      args.problems().add(args.path("name"), "\"" + name.get() + "\" (expected: the name of a host or zone)");
    }
    var type = args.word("record", DnsQuestion.Type.values(), DnsQuestion.Type::name).orElse(DnsQuestion.Type.A);
    var answer = args.text("answer", DnsQuestion.LONGEST_ANSWER).orElse("");
    return new DnsQuestion(name.filter(DnsQuestion::isName).orElse(""), type, answer);
  }

  /** Writes what is not as the default has it. */
  static void write(ObjectNode args, DnsQuestion question) {
    args.put("name", question.name().isEmpty() ? "." : question.name());
    if (question.type() != DnsQuestion.Type.A) {
      args.put("record", question.type().name());
    }
    if (!question.answer().isEmpty()) {
      args.put("answer", question.answer());
    }
  }
}
