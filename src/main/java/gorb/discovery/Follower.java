package gorb.discovery;

import gorb.control.DiscoveryStatus;
import gorb.model.Discovery;
import gorb.model.VirtualService;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Follows the source of one service, on a virtual thread of its own, named {@code discovery-} and the service: asks,
 * waits, and asks again; after a failure with a growing pause, of which a fifth is left to chance.
 */
final class Follower implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Follower.class.getName());

  private final String service;
  private final VirtualService first;
  private final Discovery discovery;
  private final Source source;
  private final Supplier<@Nullable VirtualService> owner;
  private final BackendTemplate template;
  private final Pace pace;
  private final InstantSource clock;
  private final Runnable news;
  private final Thread thread;
  private volatile Findings findings;

  /**
   * How often a source that fails is asked again.
   *
   * @param first the pause after the first failure
   * @param longest that it doubles to
   */
  record Pace(Duration first, Duration longest, RandomGenerator random) {
    /** For daemons. */
    static Pace usual(RandomGenerator random) {
      return new Pace(Duration.ofSeconds(1), Duration.ofSeconds(30), random);
    }

    Duration next(Duration pause) {
      var doubled = pause.multipliedBy(2);
      return doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    Duration jittered(Duration pause) {
      return pause.multipliedBy(800 + random.nextInt(200)).dividedBy(1_000);
    }
  }

  /**
   * One that has not begun.
   *
   * @param first the service as it is wanted now
   * @param owner the service as it is wanted at present; null where it is gone
   * @param news told of everything that is found, on the thread of its own
   */
  Follower(String service, VirtualService first, Source source, Supplier<@Nullable VirtualService> owner,
      BackendTemplate template, Pace pace, InstantSource clock, Runnable news) {
    this.service = service;
    this.first = first;
    this.discovery = first.discovery();
    this.source = source;
    this.owner = owner;
    this.template = template;
    this.pace = pace;
    this.clock = clock;
    this.news = news;
    this.findings = Findings.none(discovery, clock.instant());
    this.thread = Thread.ofVirtual().name("discovery-" + service).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Discovery discovery() {
    return discovery;
  }

  /** What is known at present; any thread. */
  Findings findings() {
    return findings;
  }

  /** Ends, and waits for that. */
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
    var pause = pace.first();
    try {
      while (true) {
        try {
          var answer = source.read();
          pause = pace.first();
          take(answer);
          Thread.sleep(answer.next());
        } catch (IOException | RuntimeException e) {
          // A defect of ours, or an answer that nobody thought of, costs one reading, never the thread.
          var reason = e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString();
          know(findings.after(reason, discovery, clock.instant()));
          Thread.sleep(pace.jittered(pause));
          pause = pace.next(pause);
        }
      }
    } catch (InterruptedException _) {
      // The service is gone, or discovered otherwise, or the daemon stops.
    }
  }

  private void take(Answer answer) {
    var wanted = owner.get();
    var present = wanted != null && wanted.discovery().equals(discovery) ? wanted : first;
    know(findings.after(answer, Merge.of(present, answer, template), discovery, clock.instant()));
  }

  private void know(Findings next) {
    var before = findings.status();
    findings = next;
    tell(before, next.status());
    news.run();
  }

  /** A line when it begins to fail, fails otherwise, names nothing, or works again. */
  private void tell(DiscoveryStatus before, DiscoveryStatus now) {
    if (now.state() == before.state() && now.reason().equals(before.reason()) && now.left().equals(before.left())) {
      return;
    }
    switch (now.state()) {
      case WAITING -> {}
      case CURRENT -> LOG.log(now.left().isEmpty() ? Level.INFO : Level.WARNING,
          "event=discovery-works service={0} source=\"{1}\" backends={2} left=\"{3}\"",
          service, now.source(), now.found(), String.join("; ", now.left()));
      case EMPTY -> LOG.log(Level.WARNING,
          "event=discovery-empty service={0} source=\"{1}\" reason=\"{2}\" left=\"{3}\"",
          service, now.source(), now.reason(), String.join("; ", now.left()));
      case FAILED -> LOG.log(Level.WARNING,
          "event=discovery-failed service={0} source=\"{1}\" reason=\"{2}\" (tried again)",
          service, now.source(), now.reason());
    }
  }
}
