package gorb.config;

import gorb.document.DirectorFields;
import gorb.document.DirectorReader;
import gorb.document.Fields;
import gorb.document.Problems;
import gorb.model.DirectorSettings;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code ipvs} of a file. */
final class DirectorSection {
  private DirectorSection() {}

  /** The settings of a file; empty where it has none. */
  static Optional<DirectorSettings> read(LocatedTree tree, FileProblems problems) {
    var node = tree.root().get(DirectorFields.IPVS);
    if (node == null || node.isNull()) {
      return Optional.empty();
    }
    if (!(node instanceof ObjectNode object)) {
      problems.add(tree.positionOf(DirectorFields.IPVS), DirectorFields.IPVS,
          Fields.shown(node) + " (expected: an object)");
      return Optional.empty();
    }
    var found = Problems.strict();
    var settings = DirectorReader.read(Fields.of(object, DirectorFields.IPVS + ".", found));
    found.all().forEach(it -> problems.add(tree.positionOf(it.field()), it.field(), it.message()));
    return Optional.of(settings);
  }
}
