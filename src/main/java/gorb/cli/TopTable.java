package gorb.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The table of 'gorb top': pure, from an answer of {@code GET /stats} and what the user wants to see of it. */
final class TopTable {
  private static final int NAME_WIDTH = 20;
  private static final int ADDRESS_WIDTH = 26;
  private static final int HEALTH_WIDTH = 9;

  private final TopView view;

  private TopTable(TopView view) {
    this.view = view;
  }

  /** The lines of the table, the titles first. */
  static List<String> lines(JsonNode stats, TopView view) {
    var table = new TopTable(view);
    var lines = new ArrayList<String>();
    lines.add(table.titles());
    table.sorted(stats.path("services")).forEach(service -> table.add(service, lines));
    return lines;
  }

  /** What the data plane carries as a whole. */
  static String summary(JsonNode stats, TopView view) {
    var total = stats.path("total");
    return "services " + stats.path("services").size() + "  " + Arrays.stream(TopColumn.values())
        .filter(column -> column != TopColumn.WEIGHT)
        .map(column -> column.title(view.totals()).toLowerCase(Locale.ROOT) + " " + column.text(total, view.totals()))
        .collect(Collectors.joining("  "));
  }

  private String titles() {
    var line = new StringBuilder(left("NAME", NAME_WIDTH))
        .append(left("ADDRESS", ADDRESS_WIDTH))
        .append(left("HEALTH", HEALTH_WIDTH));
    for (var column : TopColumn.values()) {
      line.append(right((column == view.sort() ? "*" : "") + column.title(view.totals())));
    }
    return line.toString();
  }

  private void add(Map.Entry<String, JsonNode> service, List<String> lines) {
    var backends = service.getValue().path("backends");
    boolean isWanted = matches(service.getKey(), service.getValue().path("service"));
    var shown = sorted(backends).stream()
        .filter(backend -> isWanted || matches(backend.getKey(), backend.getValue().path("address")))
        .toList();
    if (!isWanted && shown.isEmpty()) {
      return;
    }
    lines.add(line(service.getKey(), service.getValue().path("service").asString(), service.getValue(), up(backends)));
    if (view.servers()) {
      shown.forEach(backend -> lines.add(line("  " + backend.getKey(),
          backend.getValue().path("address").asString(), backend.getValue(), health(backend.getValue()))));
    }
  }

  private String line(String name, String address, JsonNode entry, String health) {
    var line = new StringBuilder(left(name, NAME_WIDTH))
        .append(left(address, ADDRESS_WIDTH))
        .append(left(health, HEALTH_WIDTH));
    for (var column : TopColumn.values()) {
      line.append(right(column.text(entry, view.totals())));
    }
    return line.toString();
  }

  private List<Map.Entry<String, JsonNode>> sorted(JsonNode entries) {
    var column = view.sort();
    Comparator<Map.Entry<String, JsonNode>> order = Map.Entry.comparingByKey();
    if (column != null) {
      order = Comparator.<Map.Entry<String, JsonNode>>comparingLong(entry -> -column.of(entry.getValue(), view.totals()))
          .thenComparing(Map.Entry.comparingByKey());
    }
    return entries.properties().stream().sorted(view.reversed() ? order.reversed() : order).toList();
  }

  private boolean matches(String name, JsonNode address) {
    var wanted = view.filter().toLowerCase(Locale.ROOT);
    return name.toLowerCase(Locale.ROOT).contains(wanted) || address.asString().contains(wanted);
  }

  /** How many of the backends are not down. */
  private static String up(JsonNode backends) {
    long down = backends.values().stream().filter(it -> it.path("verdict").asString().equals("down")).count();
    return (backends.size() - down) + "/" + backends.size();
  }

  private static String health(JsonNode backend) {
    var state = backend.path("state").asString();
    return state.equals("enabled") ? backend.path("verdict").asString() : state;
  }

  /** Of a fixed width, cut where it is too long, and never with a character that moves the cursor. */
  private static String left(String text, int width) {
    var clean = text.replaceAll("\\p{Cntrl}", "?");
    var cut = clean.length() < width ? clean : clean.substring(0, width - 2) + "…";
    return cut + " ".repeat(width - cut.length());
  }

  private static String right(String text) {
    return " ".repeat(Math.max(1, TopColumn.WIDTH - text.length())) + text;
  }
}
