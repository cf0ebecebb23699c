package gorb.config;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * A state that somebody keeps in a YAML, JSON or TOML file, as the document that the API takes, and where its fields stand.
 * Whoever judges what it says need not have the file.
 */
public final class DocumentFile {
  /** Of an object: YAML that begins so is JSON, too, unless it mixes both. */
  private static final Pattern BEGIN_OF_JSON = Pattern.compile("\\s*\\{\\s*[\"}]");

  private final Path file;
  private final LocatedTree tree;

  private DocumentFile(Path file, LocatedTree tree) {
    this.file = file;
    this.tree = tree;
    tree.root().remove(SettingsReader.SCHEMA);
  }

  /**
   * Reads a file by its extension.
   *
   * @throws ConfigException naming every problem with its place
   */
  public static DocumentFile read(Path file) throws ConfigException {
    var problems = new FileProblems(file);
    var tree = LocatedTree.read(file, problems);
    problems.raise();
    return new DocumentFile(file, tree);
  }

  /**
   * Reads what has no name: as JSON where it begins like that, else as YAML. JSON may be indented by tabs, YAML not.
   *
   * @param name for problems
   * @throws ConfigException naming every problem with its place
   */
  public static DocumentFile read(Path name, InputStream stream) throws ConfigException {
    var problems = new FileProblems(name);
    var text = FileText.read(stream, problems);
    var format = BEGIN_OF_JSON.matcher(text).lookingAt() ? FileFormat.JSON : FileFormat.YAML;
    var tree = LocatedTree.read(format, text, problems);
    problems.raise();
    return new DocumentFile(name, tree);
  }

  /** The document; what editors want to know of it is left out. */
  public ObjectNode content() {
    return tree.root();
  }

  /**
   * The refusal of the document by somebody who knows its fields, and not their places.
   *
   * @param problems those that are of no field of the document keep their place
   */
  public ConfigException refusal(List<ConfigProblem> problems) {
    return new ConfigException(file, problems.stream().map(this::placed).sorted(ConfigProblem.BY_POSITION).toList());
  }

  private ConfigProblem placed(ConfigProblem problem) {
    var first = problem.path().split("[.\\[]", 2)[0];
    return first.equals(SettingsReader.SERVICES) || tree.root().has(first)
        ? new ConfigProblem(tree.positionOf(problem.path()), problem.path(), problem.message())
        : problem;
  }
}
