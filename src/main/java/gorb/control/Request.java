package gorb.control;

import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.model.Origin;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A change on its way through a turn: in the draft, or in contradiction to it, or dropped because the data plane does not
 * take it. A contradiction counts for the draft in which it was found only. Confined to the controller's thread.
 */
final class Request {
  private final Change change;
  private final Origin by;
  private final CompletableFuture<Outcome> answer;
  /** The services of the table that the change is about. */
  private final Set<ServiceKey> touched = new HashSet<>();
  private @Nullable Outcome contradiction;
  private @Nullable Outcome dropped;
  private @Nullable ServiceKey service;
  private @Nullable ServerKey server;

  Request(Change change, Origin by, CompletableFuture<Outcome> answer) {
    this.change = change;
    this.by = by;
    this.answer = answer;
  }

  /** Whether the last draft contains the change. */
  boolean isInDraft() {
    return dropped == null && contradiction == null;
  }

  /** What it is, and who wants it, in words. */
  String words() {
    return by.label() + ": " + change.words();
  }

  /** Keeps the change out of every further draft of the turn. */
  void drop(Outcome outcome) {
    dropped = outcome;
  }

  /** Folds the change into a draft, unless it was dropped or contradicts the intent of the draft. */
  void foldInto(Draft draft) {
    if (dropped != null) {
      return;
    }
    contradiction = null;
    try {
      var edits = draft.edits(change, by);
      locate(edits, draft.intent());
      draft.fold(edits, by);
      locate(edits, draft.intent());
      draft.settle(change, by);
    } catch (ChangeRefusedException e) {
      contradiction = e.outcome();
    }
  }

  /** The refusals of steps that this change asked for. */
  List<Refusal> refusalsOf(List<Refusal> refusals) {
    return refusals.stream().filter(refusal -> asksFor(refusal.step())).toList();
  }

  /**
   * Answers the client: with what stood against the change, or with the snapshot that contains it.
   *
   * @param taken how many steps the data plane took in the turn, by service
   */
  void answer(Snapshot snapshot, Map<ServiceKey, Integer> taken) {
    var against = dropped != null ? dropped : contradiction;
    answer.complete(against != null ? against : new Outcome.Accepted(
        snapshot, touched.stream().mapToInt(key -> taken.getOrDefault(key, 0)).sum()));
  }

  /** Remembers which entries of the table the change is about; a removed one is found before it is gone. */
  private void locate(List<Change.Edit> edits, Intent intent) {
    for (var edit : edits) {
      var owner = intent.service(edit.service());
      if (owner == null) {
        continue;
      }
      touched.add(owner.key());
      service = owner.key();
      var name = serverName(edit);
      var found = name == null ? null : owner.servers().get(name);
      if (found != null) {
        server = found.key();
      }
    }
  }

  private static @Nullable String serverName(Change.Edit edit) {
    return switch (edit) {
      case Change.CreateServer(_, var name, _) -> name;
      case Change.EditServer(_, var name, _) -> name;
      case Change.RemoveServer(_, var name) -> name;
      case Change.CreateService _, Change.EditService _, Change.RemoveService _ -> null;
    };
  }

  private boolean asksFor(Step step) {
    return switch (change) {
      case Change.Edit edit -> step.service().equals(service) && asksFor(edit, step);
      case Change.Replace _ -> touched.contains(step.service());
      case Change.Drain _, Change.Resume _ -> step.service().equals(service) && switch (step) {
        case Step.AddService _, Step.EditService _, Step.RemoveService _ -> false;
        case Step.AddDestination(_, var key, _) -> key.equals(server);
        case Step.EditDestination(_, var key, _) -> key.equals(server);
        case Step.RemoveDestination(_, var key) -> key.equals(server);
      };
      // One that the data plane does not take keeps the others from nothing: the refusal stays in the snapshot.
      case Change.Discover _, Change.Confirm _ -> false;
    };
  }

  private boolean asksFor(Change.Edit edit, Step step) {
    return switch (step) {
      case Step.AddService _, Step.EditService _ ->
          edit instanceof Change.CreateService || edit instanceof Change.EditService;
      case Step.AddDestination(_, var key, _) -> wants(edit, key);
      case Step.EditDestination(_, var key, _) -> wants(edit, key);
      case Step.RemoveDestination(_, var key) -> edit instanceof Change.RemoveServer && key.equals(server);
      case Step.RemoveService _ -> edit instanceof Change.RemoveService;
    };
  }

  private boolean wants(Change.Edit edit, ServerKey key) {
    return switch (edit) {
      case Change.CreateService(_, var created) ->
          created.servers().values().stream().anyMatch(wanted -> wanted.key().equals(key));
      case Change.CreateServer _, Change.EditServer _ -> key.equals(server);
      case Change.EditService _, Change.RemoveService _, Change.RemoveServer _ -> false;
    };
  }
}
