package gorb.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A real store that directors share, on ports of its own. Killed when closed. */
interface StoreProcess extends AutoCloseable {
  /** The kinds of stores. */
  enum Kind {
    CONSUL,
    ETCD;

    /** Starts one on loopback; the test is not run where this machine cannot have it. */
    StoreProcess start() throws IOException, InterruptedException {
      return start(Place.LOOPBACK);
    }

    /** Starts one somewhere; the test is not run where this machine cannot have it. */
    StoreProcess start(Place place) throws IOException, InterruptedException {
      return switch (this) {
        case CONSUL -> ConsulProcess.start(place);
        case ETCD -> EtcdProcess.start(place);
      };
    }

    /** The scheme of its URLs. */
    String scheme() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Where a store runs.
   *
   * @param command what its command begins with, such as {@code ip netns exec NAME}
   * @param address where the test finds it
   * @param bind where it listens
   */
  record Place(List<String> command, String address, String bind) {
    static final Place LOOPBACK = new Place(List.of(), "127.0.0.1", "127.0.0.1");

    /** A command to be run there. */
    List<String> within(List<String> words) {
      var all = new ArrayList<>(command);
      all.addAll(words);
      return all;
    }
  }

  /** Where clients ask it. */
  int port();

  /** Writes as a person does. */
  void put(String key, String value) throws IOException, InterruptedException;

  /** Removes as a person does. */
  void remove(String key) throws IOException, InterruptedException;

  /** Everything that it has, by key. */
  Map<String, String> texts() throws IOException, InterruptedException;

  /** Kills it where it runs, and starts it with nothing in it. */
  void restart() throws IOException, InterruptedException;

  /** Kills it. */
  @Override
  void close();
}
