package gorb.bgp;

import static gorb.bgp.RealSpeaker.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * BIRD, or FRR with its zebra and bfdd, at the far end of a {@link Wire}, which watches the link to us. Without {@code
 * error wait time} BIRD refuses us for a minute after a dead link.
 */
final class Router implements AutoCloseable {
  static final long ASN = 64_513;
  /** How many packets may be missing: so many that a pause of a busy machine is no dead link. */
  static final int MULTIPLIER = 10;

  private final Program program;
  private final Path folder;
  private final Deque<Process> processes = new ArrayDeque<>();

  /** Which one. */
  enum Program {
    BIRD,
    /** Told to take a dead link for the beginning of a graceful restart. */
    PATIENT_BIRD,
    FRR
  }

  /**
   * Starts it.
   *
   * @param us our address on the wire
   * @param them its own
   * @param interval of its packets
   */
  Router(Program program, Path folder, String us, String them, Duration interval) {
    this.program = program;
    this.folder = folder;
    try {
      switch (program) {
        case BIRD -> bird(us, them, interval.toMillis(), "on");
        case PATIENT_BIRD -> bird(us, them, interval.toMillis(), "graceful");
        case FRR -> frr(us, interval.toMillis());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean hasRoute(String prefix) {
    return switch (program) {
      case BIRD, PATIENT_BIRD -> birdc("show route " + prefix).contains(prefix);
      case FRR -> vtysh("show bgp ipv4 unicast " + prefix).contains("BGP routing table entry");
    };
  }

  /** What it says of the link. */
  String links() {
    return switch (program) {
      case BIRD, PATIENT_BIRD -> birdc("show bfd sessions");
      case FRR -> vtysh("show bfd peers");
    };
  }

  boolean isUp() {
    return links().contains(switch (program) {
      case BIRD, PATIENT_BIRD -> " Up ";
      case FRR -> "Status: up";
    });
  }

  String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String birdc(String words) {
    var command = new ArrayList<>(
        List.of(program("usr/sbin/birdc").toString(), "-s", folder.resolve("ctl").toString()));
    command.addAll(List.of(words.split(" ")));
    return RealSpeaker.ask(command);
  }

  String vtysh(String words) {
    return RealSpeaker.ask(List.of(program("usr/bin/vtysh").toString(), "--config_dir", folder.toString(),
        "--vty_socket", folder.toString(), "-c", words));
  }

  /** Ends it without a word. */
  @Override
  public void close() {
    while (!processes.isEmpty()) {
      var process = processes.pop();
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().onExit().join();
    }
  }

  private void bird(String us, String them, long millis, String bfd) throws IOException {
    var config = Files.writeString(folder.resolve("bird.conf"), """
        router id 10.8.0.2;
        protocol device {}
        protocol bfd { interface "there" { interval %1$d ms; multiplier %6$d; }; }
        protocol bgp gorb {
          local %2$s as %3$d; neighbor %4$s as %5$d; passive; bfd %7$s; graceful restart on; error wait time 1, 2;
          ipv4 { import all; import keep filtered; export none; }; ipv6 { import all; export none; };
        }
        """.formatted(millis, them, ASN, us, RealSpeaker.OUR_ASN, MULTIPLIER, bfd));
    start(program("usr/sbin/bird").toString(), "-f", "-c", config.toString(), "-s", folder.resolve("ctl").toString());
  }

  private void frr(String us, long millis) throws IOException {
    Files.writeString(folder.resolve("vtysh.conf"), "username root nopassword\n");
    var zserv = folder.resolve("zserv.api");
    daemon("zebra", zserv, "");
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(zserv));
    daemon("bfdd", zserv, """
        bfd
         profile fast
          transmit-interval %1$d
          receive-interval %1$d
          detect-multiplier %2$d
        """.formatted(millis, MULTIPLIER));
    daemon("bgpd", zserv, """
        router bgp %1$d
         bgp router-id 10.8.0.2
         no bgp ebgp-requires-policy
         neighbor %2$s remote-as %3$d
         neighbor %2$s passive
         neighbor %2$s bfd profile fast
         address-family ipv4 unicast
          neighbor %2$s activate
         exit-address-family
        """.formatted(ASN, us, RealSpeaker.OUR_ASN));
  }

  private void daemon(String name, Path zserv, String config) throws IOException {
    var file = Files.writeString(folder.resolve(name + ".conf"), config);
    var command = new ArrayList<>(List.of(program("usr/lib/frr/" + name).toString(), "-u", "root", "-g", "root",
        "-z", zserv.toString(), "-f", file.toString(), "-i", folder.resolve(name + ".pid").toString(), "--vty_socket",
        folder.toString(), "-P", "0", "--log", "stdout"));
    if (name.equals("bfdd")) {
      command.addAll(List.of("--bfdctl", folder.resolve("bfdd.sock").toString()));
    }
    start(command.toArray(String[]::new));
  }

  private void start(String... words) throws IOException {
    var command = new ArrayList<>(Wire.ROUTER);
    command.addAll(List.of(words));
    processes.push(RealSpeaker.started(folder.resolve("log"), command));
  }
}
