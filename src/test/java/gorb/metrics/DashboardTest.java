package gorb.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every query of docs/grafana/gorb.json asks for metrics and labels that docs/metrics.md has. */
class DashboardTest {
  private static final Pattern METRIC = Pattern.compile("gorb_[a-z_]+");
  private static final Pattern SELECTED = Pattern.compile("(gorb_[a-z_]+)\\{([^}]*)}");
  private static final Pattern SHOWN = Pattern.compile("\\{\\{([a-z_]+)}}");
  /** Of the scrape. */
  private static final Set<String> EVERYWHERE = Set.of("instance", "le");

  private final JsonNode dashboard = JsonMapper.shared().readTree(Path.of("docs/grafana/gorb.json").toFile());

  @Test
  void everyMetricOfAQueryIsDocumented() throws IOException {
    var documented = documented().keySet();
    int metrics = 0;
    for (var expression : expressions()) {
      for (var found : METRIC.matcher(expression).results().toList()) {
        assertThat(documented).as(expression).contains(base(found.group(), documented));
        metrics++;
      }
    }
    assertThat(metrics).isGreaterThan(15);
  }

  @Test
  void everyMetricOfAQueryIsOneThatTheProgramHas() throws IOException {
    var code = new StringBuilder();
    try (var files = Files.list(Path.of("src/main/java/gorb/metrics"))) {
      for (var file : files.toList()) {
        code.append(Files.readString(file));
      }
    }
    for (var expression : expressions()) {
      for (var found : METRIC.matcher(expression).results().toList()) {
        // The library adds "_total" to a counter that a collector gives it.
        assertThat(code).as(expression)
            .containsPattern("\"" + found.group().replaceFirst("_(bucket|total)$", "") + "(_total)?\"");
      }
    }
  }

  @Test
  void everyLabelOfAQueryIsOneOfItsMetric() throws IOException {
    var documented = documented();
    int labels = 0;
    for (var panel : dashboard.path("panels").values()) {
      for (var target : panel.path("targets").values()) {
        var expression = target.path("expr").asString();
        for (var selected : SELECTED.matcher(expression).results().toList()) {
          var known = new HashSet<>(documented.get(base(selected.group(1), documented.keySet())));
          known.addAll(EVERYWHERE);
          for (var condition : selected.group(2).split(",")) {
            assertThat(known).as(expression).contains(condition.split("=")[0]);
            labels++;
          }
          for (var shown : SHOWN.matcher(target.path("legendFormat").asString()).results().toList()) {
            assertThat(known).as("legend of %s", expression).contains(shown.group(1));
          }
        }
      }
    }
    assertThat(labels).isGreaterThan(15);
  }

  private List<String> expressions() {
    var queries = dashboard.path("templating").path("list").values().stream().map(it -> it.path("query").asString());
    var targets = dashboard.path("panels").values().stream()
        .flatMap(panel -> panel.path("targets").values().stream()).map(it -> it.path("expr").asString());
    return Stream.concat(queries, targets).toList();
  }

  /** The metric that a histogram's bucket is of. */
  private static String base(String name, Set<String> documented) {
    return documented.contains(name) ? name : name.replaceFirst("_(bucket|sum|count)$", "");
  }

  /** The metrics of the page with their labels: a row of the table of gauges has three columns, others four. */
  private static Map<String, Set<String>> documented() throws IOException {
    var found = new HashMap<String, Set<String>>();
    for (var line : Files.readAllLines(Path.of("docs/metrics.md"))) {
      var columns = Arrays.stream(line.split("\\|")).map(String::strip).toList();
      if (line.startsWith("| `gorb_")) {
        var labels = columns.get(columns.size() == 4 ? 2 : 3).replaceAll(":[^;]*(;|$)", ",").split("[, ]+");
        METRIC.matcher(columns.get(1)).results().forEach(metric -> found.put(metric.group(), Set.of(
            Arrays.stream(labels).filter(label -> !label.isEmpty()).distinct().toArray(String[]::new))));
      }
    }
    return found;
  }
}
