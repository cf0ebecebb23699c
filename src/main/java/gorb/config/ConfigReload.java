package gorb.config;

import gorb.config.Config.FileChoice;
import gorb.document.Hosts;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads the configuration file again, when it is told to or when the file has changed, and hands what it
 * wants then to whom it concerns. A bad file changes nothing; what is wrong with it is logged. Settings are those of
 * the start: another one is only told.
 *
 * <p>{@link #load} comes first, then {@link #start}. Whether and when a file is read again is decided by one thread,
 * {@code config}, which also calls the consumer: the next version waits until that has returned.
 */
public final class ConfigReload implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ConfigReload.class.getName());
  private static final long LOOK_EVERY_MILLIS = 1_000;

  private final FileChoice file;
  private final Hosts hosts;
  private final Consumer<ConfigFile> wanted;
  private final Consumer<Runnable> readings;
  private final FileChanges changes;
  /** One is enough: a reading that has not begun sees the latest version. */
  private final BlockingQueue<Cause> asked = new ArrayBlockingQueue<>(1);
  private final Thread thread = Thread.ofPlatform().name("config").unstarted(this::run);
  private Map<String, String> settings = Map.of();
  private List<WebhookChoice> webhooks = List.of();

  /** Why a file is read again. */
  private enum Cause {
    ASKED,
    CHANGED
  }

  /**
   * For a file.
   *
   * @param hosts turns the names in it into addresses
   * @param wanted takes what the file says each time that it is read again: all of it, changed or not
   * @param readings runs what it is given, which reads the file again: who wants to know when does it between two acts
   */
  public ConfigReload(FileChoice file, Hosts hosts, Consumer<ConfigFile> wanted, Consumer<Runnable> readings) {
    this.file = file;
    this.hosts = hosts;
    this.wanted = wanted;
    this.readings = readings;
    this.changes = new FileChanges(FileStamp.of(file.path()));
  }

  /**
   * Reads the file for the first time.
   *
   * @throws ConfigException naming every problem with its place
   */
  public ConfigFile load() throws ConfigException {
    var read = ConfigFile.read(file.path(), hosts);
    settings = read.settings();
    webhooks = read.webhooks();
    return read;
  }

  /** Begins to wait for reasons to read it again. */
  public void start() {
    thread.start();
  }

  /** Asks for a reading, and does not wait for it. Any thread may. */
  public void request() {
    asked.offer(Cause.ASKED);
  }

  /** Ends; a reading that is under way is waited for. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!Thread.interrupted()) {
        var cause = file.watch() ? asked.poll(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS) : asked.take();
        if (cause != null) {
          readings.accept(() -> reload(cause));
        } else if (changes.look(FileStamp.of(file.path()))) {
          readings.accept(() -> reload(Cause.CHANGED));
        }
      }
    } catch (InterruptedException _) {
      // The way to stop it.
    }
  }

  private void reload(Cause cause) {
    changes.read(FileStamp.of(file.path()));
    try {
      var read = ConfigFile.read(file.path(), hosts);
      tellOfSettings(read);
      LOG.log(Level.INFO, "event=config-read file={0} services={1} reason=\"{2}\"",
          file.path(), read.services().services().size(), cause == Cause.ASKED ? "asked to" : "it has changed");
      wanted.accept(read);
    } catch (ConfigException e) {
      e.problems().forEach(problem -> LOG.log(Level.ERROR,
          "event=config-refused file={0} problem=\"{1}\"", file.path(), file.path().toString() + problem));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "event=config-failed file=" + file.path(), e);
    }
  }

  private void tellOfSettings(ConfigFile file) {
    var read = file.settings();
    var names = new TreeSet<>(settings.keySet());
    names.addAll(read.keySet());
    names.removeIf(name -> Objects.equals(settings.get(name), read.get(name)));
    if (!webhooks.equals(file.webhooks())) {
      names.add(WebhookFields.WEBHOOKS);
    }
    names.forEach(name -> LOG.log(Level.WARNING,
        "event=config-setting setting={0} reason=\"takes effect at the next start\"", name));
    settings = read;
    webhooks = file.webhooks();
  }
}
