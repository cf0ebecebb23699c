package gorb.document;

import gorb.model.Dialogue;
import gorb.model.Octets;
import java.util.HexFormat;
import tools.jackson.databind.node.ObjectNode;

/**
 * The arguments of a check that say what is sent and what must come: {@code send} and {@code expect} as text,
 * {@code send_hex} and {@code expect_hex} as octets in hexadecimal digits.
 */
final class DialogueArguments {
  private DialogueArguments() {}

  /** What is said; nothing where nothing is given. */
  static Dialogue read(Fields args) {
    return new Dialogue(octets(args, "send"), octets(args, "expect"));
  }

  /** Writes what there is, as text where it is one. */
  static void write(ObjectNode args, Dialogue dialogue) {
    write(args, "send", dialogue.send());
    write(args, "expect", dialogue.expect());
  }

  /** What is sent where nothing is expected. */
  static Octets readSend(Fields args) {
    return octets(args, "send");
  }

  /** Writes it. */
  static void writeSend(ObjectNode args, Octets send) {
    write(args, "send", send);
  }

  private static Octets octets(Fields args, String name) {
    var text = args.text(name, Dialogue.LONGEST);
    var digits = args.text(name + "_hex", 2 * Dialogue.LONGEST).filter(it -> isHex(args, name + "_hex", it));
    if (text.isPresent() && digits.isPresent()) {
      args.problems().add(args.path(name + "_hex"), "given (expected: either " + name + " or " + name + "_hex)");
    }
    var octets = digits.map(it -> Octets.of(HexFormat.of().parseHex(it)))
        .or(() -> text.map(Octets::ofText))
        .orElse(Octets.NONE);
    if (octets.size() > Dialogue.LONGEST) {
      args.problems().add(args.path(name),
          octets.size() + " octets in UTF-8 (expected: at most " + Dialogue.LONGEST + ")");
      return Octets.NONE;
    }
    return octets;
  }

  private static boolean isHex(Fields args, String name, String digits) {
    if (digits.matches("([0-9a-fA-F]{2})*")) {
      return true;
    }
    args.problems().add(args.path(name), "\"" + digits + "\" (expected: two hexadecimal digits for each octet)");
    return false;
  }

  private static void write(ObjectNode args, String name, Octets octets) {
    if (octets.isEmpty()) {
      return;
    }
    if (octets.latin1().chars().allMatch(c -> c < 0x80)) {
      args.put(name, octets.latin1());
    } else {
      args.put(name + "_hex", HexFormat.of().formatHex(octets.bytes()));
    }
  }
}
