package gorb.shared;

import gorb.control.Change;
import gorb.control.Intent;
import gorb.control.Outcome;
import gorb.control.Snapshot;
import gorb.dataplane.Refusal;
import gorb.model.AdminState;
import gorb.model.Origin;
import gorb.model.VirtualService;
import gorb.shared.Layout.ServerName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Has what a store says carried out by this director: all at once, and where that is refused, service by service, so that
 * one which this director cannot have does not keep the others from it. Confined to one thread.
 */
final class Applier {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Local local;
  private final Map<ServerName, AdminState.Draining> drains = new HashMap<>();
  private final Map<String, String> rejected = new TreeMap<>();
  private Intent asked = Intent.EMPTY;
  private boolean isCarriedOut;

  Applier(Local local) {
    this.local = local;
  }

  /** Why services of the store are not as it says, in words. */
  List<String> problems() {
    return rejected.entrySet().stream().map(it -> "service " + it.getKey() + ": " + it.getValue()).toList();
  }

  /** Whether everything was carried out that was asked for last. */
  boolean isCarriedOut() {
    return isCarriedOut;
  }

  /** What is wanted of the store, as far as this director carries it out. */
  Intent inForce() {
    return local.snapshot().intent().of(Origin.STORE);
  }

  /** Carries out what a client of this director wants: all of it, or nothing. */
  Outcome carryOut(Intent said, String words) throws InterruptedException {
    var wanted = withEndedDrains(said);
    var outcome = ask(wanted, words);
    if (outcome instanceof Outcome.Accepted) {
      accepted(said);
    }
    return outcome;
  }

  /** Carries out what the store says, as far as this director can; does nothing where that was done. */
  void follow(Intent said, String words) throws InterruptedException {
    if (isCarriedOut && said.services().equals(asked.services())) {
      return;
    }
    if (carryOut(said, words) instanceof Outcome.Accepted) {
      return;
    }
    rejected.clear();
    var wanted = withEndedDrains(said);
    var present = inForce();
    var names = new TreeSet<>(present.services().keySet());
    names.addAll(wanted.services().keySet());
    for (var name : names.stream().filter(it -> wanted.service(it) == null).toList()) {
      present = attempt(present, present.without(name), name, words);
    }
    for (var service : wanted.services().entrySet()) {
      var name = service.getKey();
      var owner = present.without(name).nameOf(service.getValue().key());
      if (owner != null) {
        rejected.put(name, service.getValue().key() + " belongs to service " + owner);
      } else if (!service.getValue().equals(present.service(name))) {
        present = attempt(present, present.without(name).with(name, service.getValue()), name, words);
      }
    }
    note(said);
    asked = said;
    isCarriedOut = false;
  }

  private Intent attempt(Intent present, Intent next, String name, String words) throws InterruptedException {
    var refusal = reason(ask(next, words));
    refusal.ifPresent(reason -> rejected.put(name, reason));
    return refusal.isPresent() ? present : next;
  }

  private Outcome ask(Intent wanted, String words) throws InterruptedException {
    try {
      return local.request(new Change.Replace(wanted, OptionalLong.empty(), Optional.empty(), words), Origin.STORE)
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      return new Outcome.Unavailable("no decision within " + PATIENCE.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void accepted(Intent said) {
    rejected.clear();
    asked = said;
    isCarriedOut = true;
    note(said);
  }

  private void note(Intent said) {
    drains.clear();
    said.services().forEach((service, owner) -> owner.servers().forEach((name, server) -> {
      if (server.admin() instanceof AdminState.Draining drain) {
        drains.put(new ServerName(service, name), drain);
      }
    }));
  }

  /**
   * The same without the drains that this director brought to their end: the store knows of it at their deadline, since
   * connections of other directors may take until then.
   */
  private Intent withEndedDrains(Intent said) {
    var snapshot = local.snapshot();
    var intent = said;
    for (var drain : drains.entrySet()) {
      var name = drain.getKey();
      var service = intent.service(name.service());
      var server = said.server(name.service(), name.server());
      if (service == null || server == null || !server.admin().equals(drain.getValue())) {
        continue;
      }
      intent = intent.with(name.service(), withEndedDrain(service, name, drain.getValue(), snapshot));
    }
    return intent;
  }

  private static VirtualService withEndedDrain(
      VirtualService service, ServerName name, AdminState.Draining drain, Snapshot snapshot) {
    var present = snapshot.intent().server(name.service(), name.server());
    if (present == null && !drain.keep()) {
      return service.withoutServer(name.server());
    }
    return present != null && drain.keep() && present.admin().equals(AdminState.QUIESCED)
        ? service.withServer(name.server(), present)
        : service;
  }

  /** Why a change was not carried out; empty where it was. */
  private static Optional<String> reason(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> Optional.empty();
      case Outcome.NotFound(var what) -> Optional.of(what + ": not found");
      case Outcome.AlreadyExists(var what) -> Optional.of(what + ": exists here, and is not of the store");
      case Outcome.Conflict(var reason) -> Optional.of(reason);
      case Outcome.Stale(var revision) -> Optional.of("the revision in force is " + revision);
      case Outcome.Invalid(_, var reason) -> Optional.of(reason);
      case Outcome.Refused(var refusals) ->
          Optional.of(refusals.stream().map(Refusal::message).distinct().collect(Collectors.joining("; ")));
      case Outcome.Unavailable(var reason) -> Optional.of(reason);
    };
  }
}
