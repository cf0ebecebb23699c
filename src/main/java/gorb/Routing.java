package gorb;

import gorb.api.BgpRoutes;
import gorb.api.Route;
import gorb.bgp.Password;
import gorb.bgp.PeerListener;
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

  private final String interfaceName;
  private final boolean forwardsAlone;
  private final @Nullable Speaker speaker;
  private final @Nullable RouteWatch watch;
  private final @Nullable Departure departure;

  private Routing(@Nullable BgpChoice choice, String interfaceName, boolean forwardsAlone, InstantSource clock)
      throws StartException {
    this.interfaceName = interfaceName;
    this.forwardsAlone = forwardsAlone;
    this.speaker = choice == null ? null : new Speaker(
        settings(choice, null), clock, System::nanoTime, RandomGenerator.getDefault(), trace());
    this.watch = speaker == null ? null : new RouteWatch(speaker);
    this.departure = watch == null || choice == null ? null : new Departure(watch, choice.leaving());
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
    return new Routing(choice, interfaceName, forwardsAlone, clock);
  }

  /**
   * Takes over what a file says that was read again; where it says nothing, there are no routers any more. What cannot
   * be is told, and everything stays as it was. Only the thread that reads the file may call.
   */
  void wantAgain(@Nullable BgpChoice choice) {
    if (speaker == null || departure == null) {
      if (choice != null) {
        LOG.log(Level.WARNING, "event=config-setting setting=bgp reason=\"there was none at the start: it takes"
            + " effect at the next\"");
      }
      return;
    }
    try {
      var next = choice == null ? speaker.settings().alone() : settings(choice, speaker.settings().identifier());
      if (choice != null) {
        departure.become(choice.leaving());
      }
      if (!next.equals(speaker.settings())) {
        speaker.become(next);
      }
    } catch (StartException e) {
      LOG.log(Level.ERROR, "event=config-bgp-refused reason=\"{0}\" (routers stay as they were)", e.getMessage());
    }
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

  /** Has somebody told of sessions. */
  void tell(PeerListener listener) {
    if (speaker != null) {
      speaker.tell(listener);
    }
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
    if (watch != null && speaker != null) {
      var half = speaker.settings().restartTime().dividedBy(2);
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
    return speaker == null || watch == null || departure == null
        ? Optional.empty()
        : Optional.of(new BgpRoutes.Status(
            speaker.settings(), speaker.peers(), watch.decision(), departure.state().label()));
  }

  /**
   * What the file means.
   *
   * @param present our name so far, which stays where the file gives none; null for none yet
   */
  private SpeakerSettings settings(BgpChoice choice, @Nullable IpAddress present) throws StartException {
    var peers = new ArrayList<PeerSettings>();
    for (var peer : choice.peers()) {
      peers.add(withPassword(peer));
    }
    var restart = choice.restartTime() != null ? choice.restartTime() : forwardsAlone ? RESTART_TIME : Duration.ZERO;
    var settings = new SpeakerSettings(
        choice.asn(), routerId(choice, present), choice.port(), restart, true, peers);
    LOG.log(Level.INFO, "event=bgp-speaker asn={0} router-id={1} peers={2} restart-time={3}",
        Long.toString(settings.asn()), settings.identifier(), peers.size(), restart.toSeconds() + "s");
    return settings;
  }

  private IpAddress routerId(BgpChoice choice, @Nullable IpAddress present) throws StartException {
    if (choice.routerId() != null) {
      return choice.routerId();
    }
    if (present != null) {
      return present;
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
