package gorb.shared;

import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.ControllerLoop;
import gorb.control.Intent;
import gorb.control.Outcome;
import gorb.control.Snapshot;
import gorb.control.TurnListener;
import gorb.dataplane.ScriptedFaults;
import gorb.dataplane.UnreliableDataplane;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.model.Origin;
import gorb.shared.kv.KeyValueStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A director over a table in memory, with threads of its own, that shares a store with others. */
final class TestDirector implements AutoCloseable {
  private final ScriptedFaults faults = new ScriptedFaults();
  final ControllerLoop loop = new ControllerLoop(new Controller(
      new UnreliableDataplane(new InMemoryDataplane(), faults), Announcer.NONE, InstantSource.system(), System::nanoTime,
      TurnListener.NONE), InstantSource.system());
  final SharedIntent shared;

  /** One that has begun. */
  TestDirector(KeyValueStore link) {
    this(link, _ -> {});
  }

  /** One that has begun, with faults of its data plane. */
  TestDirector(KeyValueStore link, Consumer<ScriptedFaults> plant) {
    plant.accept(faults);
    shared = new SharedIntent(link, SharedIntents.LAYOUT, SharedIntents.documents(), new Local() {
      @Override
      public Snapshot snapshot() {
        return loop.snapshot();
      }

      @Override
      public CompletableFuture<Outcome> request(Change change, Origin by) {
        return loop.request(change, by);
      }
    }, Duration.ofSeconds(60), InstantSource.system(), System::nanoTime, RandomGenerator.getDefault());
    loop.start();
    loop.signOfLife().join();
    shared.start();
  }

  /** What becomes of a change of a client. */
  Outcome ask(Change change) {
    try {
      return shared.request(change).get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What the store's part of the table is. */
  Intent table() {
    return loop.snapshot().intent().of(Origin.STORE);
  }

  /** The state of this director's store. */
  StoreStatus.State state() {
    return shared.status().state();
  }

  @Override
  public void close() {
    shared.close();
    loop.close();
  }
}
