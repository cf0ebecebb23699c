package gorb.process;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** A real store that directors share, on ports of its own on loopback. Killed when closed. */
interface StoreProcess extends AutoCloseable {
  /** The kinds of stores. */
  enum Kind {
    CONSUL,
    ETCD;

    /** Starts one; the test is not run where this machine cannot have it. */
    StoreProcess start() throws IOException, InterruptedException {
      return switch (this) {
        case CONSUL -> ConsulProcess.start();
        case ETCD -> EtcdProcess.start();
      };
    }

    /** The scheme of its URLs. */
    String scheme() {
      return name().toLowerCase(Locale.ROOT);
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
