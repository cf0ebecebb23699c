package gorb.control;

import gorb.dataplane.Destination;
import gorb.dataplane.ScriptedFaults;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.dataplane.UnreliableDataplane;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.time.Duration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A controller over a data plane whose faults a test scripts, without threads. */
final class ControllerRig {
  final ScriptedFaults faults = new ScriptedFaults();
  final InMemoryDataplane table = new InMemoryDataplane();
  final UnreliableDataplane dataplane = new UnreliableDataplane(table, faults);
  final RecordingAnnouncer announcer = new RecordingAnnouncer();
  final ManualClock clock = new ManualClock();
  final List<TurnListener.Turn> turns = new ArrayList<>();
  Controller controller;

  ControllerRig() {
    restart();
  }

  /** Another controller over the same data plane, which has not had a turn yet. */
  void restart() {
    restart(IntentStore.inMemory());
  }

  /** The same with what a store holds. */
  void restart(IntentStore store) {
    restart(store, DriftPolicy.REPAIR);
  }

  void restart(IntentStore store, DriftPolicy drift) {
    controller = new Controller(dataplane, announcer, kept(store), drift, clock, clock::nanoTime, new TurnListener() {
      @Override
      public void turned(Turn turn) {
        turns.add(turn);
      }

      @Override
      public void published(Snapshot snapshot) {}
    });
  }

  private static KeptIntent kept(IntentStore store) {
    try {
      return KeptIntent.in(store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks for changes by clients of the API, all in one turn, and returns the answers. */
  List<Outcome> ask(Change... changes) {
    return askBy(Origin.API, changes);
  }

  List<Outcome> askBy(Origin by, Change... changes) {
    var answers = new ArrayList<CompletableFuture<Outcome>>();
    var events = new ArrayList<Event>();
    for (var change : changes) {
      var answer = new CompletableFuture<Outcome>();
      answers.add(answer);
      events.add(new Event.Requested(change, by, answer));
    }
    controller.turn(events);
    return answers.stream().map(answer -> answer.getNow(null)).toList();
  }

  /** Asks for one change. */
  Outcome ask(Change change) {
    return ask(new Change[] {change}).getFirst();
  }

  /** Reports on a server as it is in the intent now. */
  void report(String service, String server, ServerHealth health) {
    controller.turn(List.of(new Event.HealthReported(ref(service, server), health)));
  }

  ServerRef ref(String service, String server) {
    return new ServerRef(service, server, server(service, server).incarnation());
  }

  RealServer server(String service, String server) {
    return snapshot().intent().server(service, server);
  }

  void resync() {
    controller.turn(List.of(new Event.ResyncDue()));
  }

  /** Lets time pass, and the turn come that time brings. */
  void pass(Duration duration) {
    clock.advance(duration);
    controller.turn(List.of());
  }

  Snapshot snapshot() {
    return controller.snapshot();
  }

  TurnListener.Turn lastTurn() {
    return turns.getLast();
  }

  /** The weight that the data plane carries. */
  int carried(ServiceKey service, ServerKey server) {
    return table.observe().pool(service).destinations().get(server).weight();
  }

  /** Somebody else changes the table. */
  void stranger(Step... steps) {
    table.apply(List.of(steps));
  }

  /** The table has an entry before anybody asked for it. */
  void carry(ServiceKey service, ServerKey server, Destination destination) {
    if (table.observe().pool(service) == null) {
      stranger(new Step.AddService(service, Samples.WRR));
    }
    stranger(new Step.AddDestination(service, server, destination));
  }

  Table carried() {
    return table.observe();
  }
}
