package gorb.api;

import gorb.control.HealthTransition;
import gorb.control.ServerRef;
import gorb.control.Snapshot;
import gorb.document.AdminFields;
import gorb.model.AdminState;
import gorb.model.Advice;
import gorb.model.Health;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.WeightCause;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows why a backend has its weight: the chain of causes, and the verdicts that led there. */
final class WhyView {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private WhyView() {}

  /** Explains a backend that the snapshot has. */
  static ObjectNode of(Snapshot snapshot, String service, String name) {
    var owner = Objects.requireNonNull(snapshot.intent().service(service));
    var server = Objects.requireNonNull(owner.servers().get(name));
    var weight = snapshot.explain(service, owner, name);
    var health = snapshot.healthOf(service, name, server).health();
    var past = snapshot.chronicle().of(new ServerRef(service, name, server.incarnation()));
    var view = NODES.objectNode().put("weight", weight.value());
    var words = new StringBuilder();
    var causes = NODES.arrayNode();
    int running = 0;
    for (var cause : weight.causes()) {
      running = cause.after(running);
      boolean isFound = owner.originOf(server) == Origin.DISCOVERY && isOfIntent(cause);
      var by = isFound ? owner.discovery().source().label() : "";
      var told = by.isEmpty() ? words(cause) : words(cause) + " by " + by;
      var shown = shown(cause);
      if (!by.isEmpty()) {
        shown.put("by", by);
      }
      causes.add(shown.put("weight", running).put("words", told));
      words.append(words.isEmpty() || told.startsWith("×") ? "" : ",").append(words.isEmpty() ? "" : " ").append(told);
    }
    if (server.admin() instanceof AdminState.Draining) {
      snapshot.leftOf(service, name, server).ifPresent(left -> words.append(", ").append(DrainView.words(left)));
    }
    if (health instanceof Health.Up up) {
      words.append(", ").append(words(up, server, past.isEmpty() ? null : past.getFirst()));
    }
    view.put("words", words.toString());
    view.set("causes", causes);
    view.put("changes_at", weight.changesAt() == null ? null : Times.format(weight.changesAt()));
    var transitions = view.putArray("transitions");
    past.forEach(transition -> transitions.add(shown(transition)));
    return view;
  }

  /** Whether a cause is what somebody wants, which is the source of a backend that discovery found. */
  private static boolean isOfIntent(WeightCause cause) {
    return cause instanceof WeightCause.Configured || cause instanceof WeightCause.Withheld;
  }

  private static ObjectNode shown(WeightCause cause) {
    var shown = NODES.objectNode();
    switch (cause) {
      case WeightCause.Configured _ -> shown.put("cause", "configured");
      case WeightCause.Withheld(var admin) -> AdminFields.write(shown.put("cause", "state"), admin);
      case WeightCause.IsDown(var since, var reason) ->
          shown.put("cause", "down").put("since", Times.format(since)).put("reason", reason);
      case WeightCause.NoVerdict(int ceiling) -> {
        shown.put("cause", "unknown");
        if (ceiling != Health.Unknown.NO_CEILING) {
          shown.put("at_most", ceiling);
        }
      }
      case WeightCause.ByHistory(int good, int of) -> shown.put("cause", "history").put("good", good).put("of", of);
      case WeightCause.NotNeeded(int serving) -> shown.put("cause", "fallback").put("serving", serving);
      case WeightCause.BelowQuorum(int serving, int quorum) ->
          shown.put("cause", "quorum").put("serving", serving).put("quorum", quorum);
      case WeightCause.Panic(_, int up, int of, int percent) ->
          shown.put("cause", "panic").put("up", up).put("of", of).put("threshold", percent);
      case WeightCause.Advised(var advice) -> shown.put("cause", "advice").put("by", advice.by())
          .put("percent", advice.percent()).put("said", advice.words());
      case WeightCause.Growing(double share, var elapsed, var over, int carried) ->
          shown.put("cause", "restore").put("factor", share).put("at_least", carried)
              .put("elapsed", elapsed.toSeconds()).put("over", over.toSeconds());
    }
    return shown;
  }

  private static String words(WeightCause cause) {
    return switch (cause) {
      case WeightCause.Configured(int weight) -> "configured " + weight;
      case WeightCause.Withheld(var admin) -> words(admin);
      case WeightCause.IsDown(var since, var reason) -> "down since " + Times.format(since) + ": " + reason;
      case WeightCause.NoVerdict(int ceiling) -> ceiling == Health.Unknown.NO_CEILING
          ? "serves until its checks say otherwise"
          : "at most " + ceiling + " until its checks say otherwise";
      case WeightCause.ByHistory(int good, int of) ->
          "× history " + factor((double) good / of) + " (" + good + " good of the last " + of + " checks)";
      case WeightCause.NotNeeded(int serving) ->
          "fallback, not needed: " + serving + (serving == 1 ? " backend serves" : " backends serve");
      case WeightCause.BelowQuorum(int serving, int quorum) ->
          "below quorum: " + serving + " of " + quorum + " that have to serve, so a fallback does";
      case WeightCause.Panic(int weight, int up, int of, int percent) ->
          "panic: " + up + " of " + of + " up is under " + percent + " %, so all are used, this one with " + weight;
      case WeightCause.Advised(var advice) -> "× advice " + factor((double) advice.percent() / Advice.WHOLE)
          + " (" + advice.by() + " says " + advice.words() + ")";
      case WeightCause.Growing(double share, var elapsed, var over, int carried) ->
          "× restore " + factor(share) + " (" + shown(elapsed) + " of " + shown(over)
              + (carried > 0 ? ", at least the " + carried + " it had" : "") + ")";
    };
  }

  private static String words(AdminState admin) {
    return switch (admin) {
      case AdminState.Enabled _, AdminState.Quiesced _ -> admin.label();
      case AdminState.Draining(var until, boolean keep) ->
          "draining until " + Times.format(until) + (keep ? ", then quiesced" : ", then removed");
    };
  }

  private static String words(Health.Up up, RealServer server, @Nullable HealthTransition last) {
    var words = "up since " + Times.format(up.since());
    if (last == null || !(last.from() instanceof Health.Down(_, var reason))) {
      return words;
    }
    int rise = server.check().policy().rise();
    return words + " after " + rise + " good " + (rise == 1 ? "check" : "checks") + "; before: " + reason;
  }

  private static ObjectNode shown(HealthTransition transition) {
    return NODES.objectNode()
        .put("at", since(transition.to()) == null ? null : Times.format(Objects.requireNonNull(since(transition.to()))))
        .put("from", transition.from().label())
        .put("to", transition.to().label())
        .put("reason", transition.to() instanceof Health.Down(_, var reason) ? reason : null);
  }

  private static @Nullable Instant since(Health health) {
    return switch (health) {
      case Health.Up(var since, _) -> since;
      case Health.Down(var since, _) -> since;
      case Health.Unknown _ -> null;
    };
  }

  private static String factor(double share) {
    return String.format(Locale.ROOT, "%.2f", share);
  }

  private static String shown(Duration duration) {
    return duration.toSeconds() >= 10 || duration.toMillisPart() == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
