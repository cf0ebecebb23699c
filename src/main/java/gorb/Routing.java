package gorb;

import gorb.api.BgpRoutes;
import gorb.api.Route;
import gorb.bgp.Password;
import gorb.bgp.PeerSettings;
import gorb.bgp.Speaker;
import gorb.bgp.SpeakerSettings;
import gorb.bgp.WireTrace;
import gorb.config.BgpChoice;
import gorb.config.BgpChoice.PeerChoice;
import gorb.control.Announcer;
import gorb.control.TurnListener;
import gorb.events.Surroundings.Kind;
import gorb.metrics.Metrics;
import gorb.model.IpAddress;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Routers that are told of the addresses of services, or none: the parts for it, put together. */
final class Routing implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Routing.class.getName());
  /** Of a data plane that forwards while the daemon restarts. */
  private static final Duration RESTART_TIME = Duration.ofMinutes(2);
  private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(1);
  private static final int LONGEST_FILE = 4_096;

  private final @Nullable SpeakerSettings settings;
  private final @Nullable Speaker speaker;
  private final @Nullable RouteWatch watch;
  private final @Nullable Departure departure;

  private Routing(@Nullable SpeakerSettings settings, BgpChoice.@Nullable Leaving leaving, InstantSource clock) {
    this.settings = settings;
    this.speaker = settings == null
        ? null
        : new Speaker(settings, clock, System::nanoTime, RandomGenerator.getDefault(), trace());
    this.watch = speaker == null ? null : new RouteWatch(speaker);
    this.departure = watch == null || leaving == null ? null : new Departure(watch, leaving);
  }

  /**
   * Reads what is needed; nothing is opened yet.
   *
   * @param choice null for no routers
   * @param interfaceName whose address names this speaker where nothing else does
   * @param forwardsAlone whether packets are forwarded while the daemon restarts
   */
  static Routing open(@Nullable BgpChoice choice, String interfaceName, boolean forwardsAlone, InstantSource clock)
      throws StartException {
    if (choice == null) {
      return new Routing(null, null, clock);
    }
    var peers = new ArrayList<PeerSettings>();
    for (var peer : choice.peers()) {
      peers.add(withPassword(peer));
    }
    var restart = choice.restartTime() != null ? choice.restartTime() : forwardsAlone ? RESTART_TIME : Duration.ZERO;
    var settings = new SpeakerSettings(
        choice.asn(), routerId(choice, interfaceName), choice.port(), restart, true, peers);
    LOG.log(Level.INFO, "event=bgp-speaker asn={0} router-id={1} peers={2} restart-time={3}",
        Long.toString(settings.asn()), settings.identifier(), peers.size(), restart.toSeconds() + "s");
    return new Routing(settings, choice.leaving(), clock);
  }

  /** An announcer that routers hear of. */
  Announcer around(Announcer announcer) {
    return watch == null ? announcer : watch.around(announcer);
  }

  /** What is to be told of turns; null where nothing is. */
  @Nullable TurnListener listener() {
    return watch;
  }

  /** What can be asked of it. */
  List<Route> routes() {
    return new BgpRoutes(new BgpRoutes.Node() {
      @Override
      public Optional<BgpRoutes.Status> status() {
        return Routing.this.status();
      }

      @Override
      public void leave(String reason) {
        if (departure != null) {
          var _ = departure.leave(reason);
        }
      }

      @Override
      public void join() {
        if (departure != null) {
          departure.join();
        }
      }
    }).routes();
  }

  /** What readers of events are told of routers and of addresses. */
  Map<Kind, Map<String, ObjectNode>> surroundings() {
    return status().<Map<Kind, Map<String, ObjectNode>>>map(status -> Map.of(
        Kind.PEER, BgpRoutes.peers(status), Kind.ANNOUNCEMENT, BgpRoutes.announcements(status))).orElse(Map.of());
  }

  /** Has the sessions shown. */
  void showIn(Metrics metrics) {
    if (speaker != null) {
      metrics.showPeers(speaker::peers);
    }
  }

  /** Begins to speak, when everything that is wanted at the start is known. */
  void begin() {
    if (watch != null && settings != null) {
      var half = settings.restartTime().dividedBy(2);
      watch.begin(half.isZero() || half.compareTo(LONGEST_PATIENCE) > 0 ? LONGEST_PATIENCE : half);
    }
  }

  @Override
  public void close() {
    if (departure != null) {
      departure.close();
    }
    if (watch != null) {
      watch.close();
    }
  }

  private Optional<BgpRoutes.Status> status() {
    return settings == null || speaker == null || watch == null || departure == null
        ? Optional.empty()
        : Optional.of(new BgpRoutes.Status(
            settings, speaker.peers(), watch.decision(), departure.state().label()));
  }

  private static IpAddress routerId(BgpChoice choice, String interfaceName) throws StartException {
    if (choice.routerId() != null) {
      return choice.routerId();
    }
    return Interfaces.routerId(interfaceName).orElseThrow(() -> new StartException(
        "bgp.router_id: not given, and no interface has an IPv4 address to take"));
  }

  private static PeerSettings withPassword(PeerChoice peer) throws StartException {
    var file = peer.passwordFile();
    if (file == null) {
      return peer.settings();
    }
    try {
      return peer.settings().with(new Password(line(file)));
    } catch (IOException | IllegalArgumentException _) {
      // No reason of theirs: it could show what the file holds.
      throw new StartException("bgp.peers " + peer.settings().address() + ": password_file " + file
          + ": cannot be read, or holds no password (expected: one line of 1 to " + Password.LONGEST + " bytes)");
    }
  }

  private static String line(Path file) throws IOException {
    var text = Files.size(file) > LONGEST_FILE ? "" : Files.readString(file).stripTrailing();
    return text.indexOf('\n') >= 0 ? "" : text;
  }

  private static WireTrace trace() {
    return Main.isTraced("bgp") ? WireTrace.to(System.err::println) : WireTrace.NONE;
  }
}
