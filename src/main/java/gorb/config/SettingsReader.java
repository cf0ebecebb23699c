package gorb.config;

import gorb.document.DirectorFields;
import gorb.document.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Reads the settings of a file as the texts that their flags would have: one meaning, wherever it is said. */
final class SettingsReader {
  /** The field that is not a setting but the services. */
  static final String SERVICES = "services";
  /** What editors ask for in JSON. */
  static final String SCHEMA = "$schema";

  /** The fields that are no settings. */
  private static final Set<String> SECTIONS = Set.of(
      SERVICES, BgpFields.BGP, WebhookFields.WEBHOOKS, DirectorFields.IPVS);

  private static final int LONGEST_SHOWN = 60;

  private final LocatedTree tree;
  private final FileProblems problems;

  SettingsReader(LocatedTree tree, FileProblems problems) {
    this.tree = tree;
    this.problems = problems;
  }

  /** The settings that are given, by name. */
  Map<String, String> read() {
    var values = new LinkedHashMap<String, String>();
    for (var field : tree.root().properties()) {
      var name = field.getKey();
      var setting = Setting.ALL.get(name);
      if (setting != null) {
        text(setting, name, field.getValue()).ifPresent(value -> values.put(name, value));
      } else if (name.equals(SCHEMA) && !field.getValue().isString()) {
        problems.add(tree.positionOf(name), name, shown(field.getValue()) + " (expected: a string)");
      } else if (!SECTIONS.contains(name) && !name.equals(SCHEMA)) {
        var known = new TreeSet<>(Setting.ALL.keySet());
        known.addAll(SECTIONS);
        problems.add(tree.positionOf(name), name, "unknown (" + Suggestion.of(name, known) + ")");
      }
    }
    return values;
  }

  private Optional<String> text(Setting setting, String path, JsonNode value) {
    if (value.isNull()) {
      return Optional.empty();
    }
    return switch (setting.type()) {
      case TEXT -> value.isString() ? Optional.of(value.stringValue()) : refuse(setting, path, value);
      case SWITCH -> value.isBoolean() ? Optional.of(value.asString()) : refuse(setting, path, value);
      case NUMBER -> value.isIntegralNumber() && value.canConvertToLong()
          ? Optional.of(value.asString())
          : refuse(setting, path, value);
      case LIST -> value.isArray() ? list(path, value) : refuse(setting, path, value);
    };
  }

  /** A flag has its elements joined by commas. */
  private Optional<String> list(String path, JsonNode array) {
    var elements = new ArrayList<String>();
    for (int i = 0; i < array.size(); i++) {
      var element = array.get(i);
      if (element.isString() && element.stringValue().matches("[^,]+")) {
        elements.add(element.stringValue());
      } else {
        var at = LocatedTree.path(path, i);
        problems.add(tree.positionOf(at), at, shown(element) + " (expected: a string without a comma)");
      }
    }
    return elements.isEmpty() ? Optional.empty() : Optional.of(String.join(",", elements));
  }

  private Optional<String> refuse(Setting setting, String path, JsonNode value) {
    problems.add(tree.positionOf(path), path, shown(value) + " (expected: " + setting.type().expected() + ")");
    return Optional.empty();
  }

  private static String shown(JsonNode value) {
    var text = value.toString();
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
  }
}
