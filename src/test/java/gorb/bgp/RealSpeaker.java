package gorb.bgp;

import gorb.model.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/**
 * BIRD, FRR or GoBGP as a child process that waits for us on an address of its own, and can be asked for its table.
 */
abstract sealed class RealSpeaker implements AutoCloseable {
  /** Our AS number needs 32 bits. */
  static final long OUR_ASN = 4_200_000_001L;
  /** Where we listen for those that connect. */
  static final int OUR_PORT = 1_790;
  static final String PASSWORD = "a-secret-of-two";

  private static final Path ROOT = Path.of(String.valueOf(System.getenv("GORB_SPEAKERS")));

  final Path folder;
  final boolean secured;
  private Process process;

  private RealSpeaker(Path folder, boolean secured) {
    this.folder = folder;
    this.secured = secured;
    this.process = restarted();
  }

  abstract IpAddress address();

  abstract IpAddress address6();

  abstract int port();

  abstract long asn();

  abstract List<String> command() throws IOException;

  /** Prefix → the rest of what it shows of the route. */
  abstract SortedMap<String, String> table();

  /** Ends it without a word, and starts it again. */
  void crash() {
    close();
    process = restarted();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private Process restarted() {
    try {
      return started(folder.resolve("log"), command());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path program(String path) {
    return ROOT.resolve(path);
  }

  static String ask(List<String> command) {
    try {
      var builder = builder(command).redirectErrorStream(true);
      var asked = builder.start();
      var text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      asked.waitFor(60, TimeUnit.SECONDS);
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static Process started(Path log, List<String> command) throws IOException {
    return builder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
  }

  private static ProcessBuilder builder(List<String> command) {
    var builder = new ProcessBuilder(command);
    var libraries = ROOT.resolve("usr/lib/x86_64-linux-gnu");
    builder.environment().put("LD_LIBRARY_PATH",
        libraries + ":" + libraries.resolve("frr") + ":" + ROOT.resolve("lib/x86_64-linux-gnu"));
    return builder;
  }

  /** BIRD. */
  static sealed class Bird extends RealSpeaker {
    Bird(Path folder, boolean secured) {
      super(folder, secured);
    }

    @Override
    IpAddress address() {
      return IpAddress.of("10.9.0.2");
    }

    @Override
    IpAddress address6() {
      return IpAddress.of("fd00:9::2");
    }

    @Override
    int port() {
      return 179;
    }

    @Override
    long asn() {
      return 64_513;
    }

    @Override
    List<String> command() throws IOException {
      var common = "as 64513; passive; graceful restart on; " + (secured
          ? "password \"" + PASSWORD + "\"; multihop 2; ttl security on; " : "multihop 2; ")
          + "ipv4 { import all; import keep filtered; export none; }; ipv6 { import all; export none; };";
      var config = Files.writeString(folder.resolve("bird.conf"), """
          router id 10.9.0.2;
          protocol device {}
          protocol bgp four { local 10.9.0.2 %1$s neighbor 10.9.0.1 as %2$d; }
          protocol bgp six { local fd00:9::2 %1$s neighbor fd00:9::1 as %2$d; }
          """.formatted(common, OUR_ASN));
      return List.of(program("usr/sbin/bird").toString(), "-f", "-c", config.toString(), "-s", socket());
    }

    @Override
    SortedMap<String, String> table() {
      var rows = new TreeMap<String, String>();
      var prefix = "";
      for (var line : show("show", "route", "all").lines().toList()) {
        if (line.matches("[0-9a-f:.]+/[0-9]+ .*")) {
          prefix = line.replaceFirst(" .*", "");
          rows.put(prefix, "");
        } else if (line.startsWith("\tBGP.") || line.startsWith("\tvia ")) {
          rows.merge(prefix, line.strip() + "; ", String::concat);
        }
      }
      return rows;
    }

    String show(String... words) {
      var command = new ArrayList<>(List.of(program("usr/sbin/birdc").toString(), "-s", socket()));
      command.addAll(List.of(words));
      return ask(command);
    }

    private String socket() {
      return folder.resolve("ctl").toString();
    }
  }

  /** BIRD of our own system, which opens the connection: to {@link #OUR_PORT}, with a password. */
  static final class InternalBird extends Bird {
    InternalBird(Path folder) {
      super(folder, true);
    }

    @Override
    long asn() {
      return OUR_ASN;
    }

    @Override
    List<String> command() throws IOException {
      var config = Files.writeString(folder.resolve("bird.conf"), """
          router id 10.9.0.2;
          protocol device {}
          protocol bgp four {
            local 10.9.0.2 as %1$d; neighbor 10.9.0.1 port %2$d as %1$d; password "%3$s";
            connect delay time 1; connect retry time 1; error wait time 1, 2;
            ipv4 { import all; export none; }; ipv6 { import all; export none; };
          }
          """.formatted(OUR_ASN, OUR_PORT, PASSWORD));
      return List.of(program("usr/sbin/bird").toString(), "-f", "-c", config.toString(), "-s",
          folder.resolve("ctl").toString());
    }
  }

  /** FRR's bgpd, without its other daemons. */
  static final class Frr extends RealSpeaker {
    Frr(Path folder, boolean secured) {
      super(folder, secured);
    }

    @Override
    IpAddress address() {
      return IpAddress.of("10.9.0.3");
    }

    @Override
    IpAddress address6() {
      return IpAddress.of("fd00:9::3");
    }

    @Override
    int port() {
      return 2_179;
    }

    @Override
    long asn() {
      return 64_514;
    }

    @Override
    List<String> command() throws IOException {
      var neighbor = """
           neighbor %1$s remote-as %2$d
           neighbor %1$s passive
           neighbor %1$s disable-connected-check
          """ + (secured ? " neighbor %1$s password " + PASSWORD + "\n neighbor %1$s ttl-security hops 1\n"
          : " neighbor %1$s ebgp-multihop\n");
      var config = Files.writeString(folder.resolve("frr.conf"), """
          hostname frr
          router bgp 64514
           bgp router-id 10.9.0.3
           no bgp ebgp-requires-policy
           bgp graceful-restart
          """ + neighbor.formatted("10.9.0.1", OUR_ASN) + neighbor.formatted("fd00:9::1", OUR_ASN) + """
           address-family ipv6 unicast
            neighbor 10.9.0.1 activate
            neighbor fd00:9::1 activate
           exit-address-family
          """);
      Files.writeString(folder.resolve("vtysh.conf"), "username root nopassword\n");
      return List.of(program("usr/lib/frr/bgpd").toString(), "-n", "-Z", "-S",
          "-l", "10.9.0.3", "-l", "fd00:9::3", "-p",
          "2179", "-f", config.toString(), "-i", folder.resolve("pid").toString(), "--vty_socket", folder.toString(),
          "-P", "0", "--log", "stdout");
    }

    @Override
    SortedMap<String, String> table() {
      var rows = new TreeMap<String, String>();
      for (var family : List.of("ipv4", "ipv6")) {
        var json = show("show bgp " + family + " unicast json");
        if (json.startsWith("{")) {
          JsonMapper.shared().readTree(json).path("routes").properties()
              .forEach(route -> rows.put(route.getKey(), route.getValue().path(0).path("nexthops").path(0).path("ip")
                  .asString("") + " " + route.getValue().path(0).path("path").asString("") + " "
                  + (route.getValue().path(0).path("metric").isMissingNode() ? ""
                      : route.getValue().path(0).path("metric").asString())));
        }
      }
      return rows;
    }

    String show(String words) {
      return ask(List.of(program("usr/bin/vtysh").toString(), "--config_dir", folder.toString(), "--vty_socket",
          folder.toString(), "-d", "bgpd", "-c", words));
    }
  }

  /** GoBGP. */
  static final class GoBgp extends RealSpeaker {
    GoBgp(Path folder, boolean secured) {
      super(folder, secured);
    }

    @Override
    IpAddress address() {
      return IpAddress.of("10.9.0.4");
    }

    @Override
    IpAddress address6() {
      return IpAddress.of("fd00:9::4");
    }

    @Override
    int port() {
      return 1_179;
    }

    @Override
    long asn() {
      return 64_515;
    }

    @Override
    List<String> command() throws IOException {
      var family = """
           [[neighbors.afi-safis]]
            [neighbors.afi-safis.config]
             afi-safi-name = "%s-unicast"
            [neighbors.afi-safis.mp-graceful-restart.config]
             enabled = true
          """;
      var neighbor = """
          [[neighbors]]
           [neighbors.config]
            neighbor-address = "%s"
            peer-as = %d
          %s
           [neighbors.transport.config]
            passive-mode = true
          %s
           [neighbors.graceful-restart.config]
            enabled = true
            notification-enabled = true
          """;
      var text = """
          [global.config]
           as = 64515
           router-id = "10.9.0.4"
           port = 1179
           local-address-list = ["10.9.0.4", "fd00:9::4"]
          """;
      for (var peer : List.of("10.9.0.1", "fd00:9::1")) {
        text += neighbor.formatted(peer, OUR_ASN, secured ? "  auth-password = \"" + PASSWORD + "\"" : "", secured
            ? " [neighbors.ttl-security.config]\n  enabled = true\n  ttl-min = 255"
            : " [neighbors.ebgp-multihop.config]\n  enabled = true\n  multihop-ttl = 3")
            + family.formatted("ipv4") + family.formatted("ipv6");
      }
      var config = Files.writeString(folder.resolve("gobgp.toml"), text);
      return List.of(program("usr/bin/gobgpd").toString(), "-f", config.toString(), "--api-hosts", "127.0.0.1:50151",
          "--log-plain");
    }

    @Override
    SortedMap<String, String> table() {
      var rows = new TreeMap<String, String>();
      for (var family : List.of("ipv4", "ipv6")) {
        var json = ask(List.of(
            program("usr/bin/gobgp").toString(), "-p", "50151", "-j", "global", "rib", "-a", family));
        if (json.startsWith("{")) {
          JsonMapper.shared().readTree(json).properties()
              .forEach(route -> rows.put(route.getKey(), route.getValue().toString()));
        }
      }
      return rows;
    }
  }
}
