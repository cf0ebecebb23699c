package gorb.config;

import gorb.control.Intent;
import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.StateReader;
import gorb.model.DirectorSettings;
import gorb.model.Origin;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a configuration file says, all of it right.
 *
 * @param settings the flags that it gives, by their long names, as the texts that they would have on a command line
 * @param services those that it wants; none where it names none
 * @param bgp the routers that are told of their addresses; null where it names none
 * @param director settings of IPVS as a whole; absent where it says nothing of them
 */
public record ConfigFile(
    Map<String, String> settings,
    Intent services,
    @Nullable BgpChoice bgp,
    Optional<DirectorSettings> director) {
  public ConfigFile {
    settings = Map.copyOf(settings);
  }

  /**
   * Reads a YAML, JSON or TOML file.
   *
   * @param hosts turns names into addresses; {@link Hosts#unresolved()} for a look that asks nobody
   * @throws ConfigException naming every problem with its place
   */
  public static ConfigFile read(Path file, Hosts hosts) throws ConfigException {
    var problems = new FileProblems(file);
    var tree = LocatedTree.read(file, problems);
    var settings = new SettingsReader(tree, problems).read();
    judge(settings, tree, problems);
    var services = services(tree, hosts, problems);
    var bgp = BgpReader.read(tree, problems);
    var director = DirectorSection.read(tree, problems);
    problems.raise();
    return new ConfigFile(settings, services, bgp.orElse(null), director);
  }

  /** The same rules as on the command line, on the file alone: it is not right because some flag comes before it. */
  private static void judge(Map<String, String> settings, LocatedTree tree, FileProblems problems) {
    var parsed = ParsedFlags.of(settings);
    for (var problem : parsed.problems()) {
      var path = problem.setting() == null ? "" : problem.setting();
      problems.add(tree.positionOf(path), path, problem.message());
    }
    ConsulChoice.problem(parsed.flags()).ifPresent(it -> problems.add(tree.positionOf("consul"), "consul", it));
    StoreChoice.problem(parsed.flags()).ifPresent(it -> problems.add(tree.positionOf("store"), "store", it));
  }

  private static Intent services(LocatedTree tree, Hosts hosts, FileProblems problems) {
    var services = tree.root().get(SettingsReader.SERVICES);
    if (services == null) {
      return Intent.EMPTY;
    }
    var document = JsonNodeFactory.instance.objectNode();
    document.set(SettingsReader.SERVICES, services);
    try {
      return StateReader.of(Origin.FILE, hosts).read(document);
    } catch (DocumentException e) {
      e.problems().forEach(it -> problems.add(tree.positionOf(it.field()), it.field(), it.message()));
      return Intent.EMPTY;
    }
  }
}
