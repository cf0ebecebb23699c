package gorb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.config.Config.AccessRule;
import gorb.config.Config.DataplaneChoice;
import gorb.config.Config.RemovedConnections;
import gorb.control.DriftPolicy;
import gorb.control.StopPolicy;
import gorb.logs.LogFormat;
import gorb.model.ExecPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineReaderTest {
  private static final Path SYSTEM = Path.of("/run/gorb/gorb.sock");

  private final CommandLineReader reader = new CommandLineReader(Map.of("XDG_RUNTIME_DIR", "/run/user/7"), false);

  @Test // P17
  void withoutFlagsTheDefaultsOfTheOriginalHold() throws Exception {
    var config = read();

    assertThat(config.listen()).isEqualTo(":4672");
    assertThat(config.interfaceName()).isNull();
    assertThat(config.vipInterface()).isNull();
    assertThat(config.dataplane()).isEqualTo(DataplaneChoice.AUTO);
    assertThat(config.flush()).isFalse();
    assertThat(config.log()).isEqualTo(Config.LogChoice.DEFAULT);
    assertThat(config.access()).isEqualTo(new AccessRule.Local());
    assertThat(CommandLineReader.usage()).contains(":4672", "eth0", "60", "services", "backends");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-vipi lo", "-vipi=lo", "--vipi lo", "--vipi=lo", "--vip-interface lo", "--vip-interface=lo"})
  void aFlagTakesItsValueAsTheOriginalsDo(String line) throws Exception {
    assertThat(read(line.split(" ")).vipInterface()).isEqualTo("lo");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-f", "-f=true", "--f", "--flush", "--flush=true", "-f -v"})
  void aSwitchNeedsNoValue(String line) throws Exception {
    assertThat(read(line.split(" ")).flush()).isTrue();
  }

  @Test
  void aSwitchCanBeSetToFalse() throws Exception {
    assertThat(read("-f=false").flush()).isFalse();
  }

  @Test
  void theFlagsOfTheOriginalAreTakenTogether() throws Exception {
    var config = read("-f", "-i", "lo", "-l", "127.0.0.1:1", "-v", "-vipi", "eth1", "-dataplane", "userspace",
        "--host-name", "lb.example", "--host-name=alias", "--state-dir", "/var/lib/x",
        "--drift", "report", "--stop", "remove", "--stop-within=1m30s", "--removed-connections", "cut",
        "-c", "https://127.0.0.1:8501/proxy?ns=team", "--consul-ca-file", "/etc/gorb/ca.pem",
        "--consul-token-file", "/etc/gorb/consul-token", "--log-format=json");

    assertThat(config)
        .isEqualTo(new Config(
            "127.0.0.1:1",
            "lo",
            "eth1",
            DataplaneChoice.USERSPACE,
            true,
            ExecPolicy.OFF,
            new AccessRule.Local(),
            Set.of("lb.example", "alias"),
            new Config.SocketChoice(Path.of("/run/user/7/gorb.sock"), null, false),
            new StateDirectory(Path.of("/var/lib/x"), true),
            DriftPolicy.REPORT,
            new Config.StopChoice(StopPolicy.REMOVE, Duration.ofSeconds(90)),
            RemovedConnections.CUT,
            new ConsulChoice(URI.create("https://127.0.0.1:8501/proxy?ns=team"), Path.of("/etc/gorb/consul-token"),
                Path.of("/etc/gorb/ca.pem")),
            null,
            null,
            new Config.LogChoice(true, LogFormat.JSON),
            null));
  }

  @Test
  void aStopThatIsNoneIsRefused() {
    for (var flags : List.of("--stop kill", "--stop-within soon", "--stop-within 745h")) {
      assertThatThrownBy(() -> reader.read(flags.split(" "))).hasMessageContaining("--stop");
    }
  }

  @ParameterizedTest // P01
  @ValueSource(strings = {"-h", "-help", "--help", "-l :1 -h"})
  void helpIsAskedForInAnyForm(String line) throws Exception {
    assertThat(reader.read(line.split(" "))).isInstanceOf(CommandLineRequest.Help.class);
  }

  @Test // P02
  void anUnknownFlagIsNamedWithTheOneThatWasMeant() {
    assertThatThrownBy(() -> read("--intreface", "lo"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("unknown flag: --intreface")
        .hasMessageContaining("--interface");
  }

  @Test
  void allProblemsAreNamedTogether() {
    assertThatThrownBy(() -> read("--dataplane", "bogus", "--log-format", "xml", "--nosuch", "-store-sync-time", "x", "-f=maybe"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--dataplane: bogus (expected: auto, ipvs, userspace or memory)")
        .hasMessageContaining("--log-format: xml (expected: plain or json)")
        .hasMessageContaining("unknown flag: --nosuch")
        .hasMessageContaining("-store-sync-time")
        .hasMessageContaining("maybe");
  }

  @Test
  void aWordThatIsNoFlagIsRefusedInsteadOfSilentlyEndingTheFlags() {
    assertThatThrownBy(() -> read("extra", "-f"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("unknown word: extra");
  }

  @Test // P15
  void aPollPeriodOfZeroIsAClearError() {
    assertThatThrownBy(() -> read("-store-sync-time", "0"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--store-sync-time: 0 (expected: 1 or more)");
  }

  @Test
  void aStoreIsTakenWithTheFlagsOfTheOriginal() throws Exception {
    assertThat(read("-store", "consul://10.0.0.1:8501/lb/one?dc=b", "-store-sync-time", "5",
        "-store-service-path", "s", "-store-backend-path", "b", "--consul-token-file", "/t").store())
        .isEqualTo(new StoreChoice(StoreChoice.Kind.CONSUL, List.of(URI.create("http://10.0.0.1:8501")), "dc=b", "lb/one",
            "s", "b", Duration.ofSeconds(5), Path.of("/t"), null));
    assertThat(read("--store=etcd+https://a/p,ETCD+HTTPS://b:1/p/", "--store-ca-file", "/ca").store())
        .isEqualTo(new StoreChoice(StoreChoice.Kind.ETCD,
            List.of(URI.create("https://a:2379"), URI.create("https://b:1")), "", "p", "services", "backends",
            Duration.ofSeconds(60), null, Path.of("/ca")));
    assertThat(read().store()).isNull();
  }

  @ParameterizedTest // P14, T15
  @CsvSource(delimiter = '|', value = {
      "ftp://h | unsupported uri scheme : ftp",
      "boltdb:///var/lib/x | --store: no URL of a store",
      "boltdb://h/x | unsupported uri scheme : boltdb (this daemon keeps its state on disk by itself: --state-dir)",
      "zookeeper://h | unsupported uri scheme : zookeeper",
      "etcd://a,consul://b | schemes must be the same for all store URLs",
      "etcd://a/x,etcd://b/y | paths must be the same for all store URLs",
      "consul://a,consul://b | consul does not support multiple endpoints",
      "consul://user:secret@h | --store-token-file",
      "etcd://h?x=1 | etcd has no query",
      "consul://h:0 | no URL of a store",
      "nowhere | no URL of a store"})
  void aStoreThatCannotBeIsAClearError(String url, String reason) throws Exception {
    assertThat(reader.read("-store", url)).isInstanceOfSatisfying(CommandLineRequest.Unsupported.class,
        it -> assertThat(it.reason()).startsWith("--store: ").contains(reason).doesNotContain("secret"));
  }

  @Test
  void theFoldersOfAStoreAreApart() {
    assertThatThrownBy(() -> read("-store-service-path", "a/", "-store-backend-path", "a/b"))
        .isInstanceOf(UsageException.class).hasMessageContaining("--store-service-path: a/, and a/b for backends");
  }

  @Test
  void whomToTrustMeansNothingWithoutTls() throws Exception {
    assertThat(reader.read("-c", "http://127.0.0.1:8500", "--consul-ca-file", "/ca"))
        .isInstanceOfSatisfying(CommandLineRequest.Unsupported.class, it -> assertThat(it.reason())
            .isEqualTo("--consul: no TLS, so --consul-ca-file means nothing (expected: https://host:port)"));
  }

  @ParameterizedTest // P12
  @ValueSource(strings = {"http://f%%k", "consul://127.0.0.1:8500", "127.0.0.1:8500", "http:///v1", "/nowhere"})
  void aUrlThatIsNoneOfAnAgentIsRefusedWithoutShowingIt(String url) throws Exception {
    assertThat(reader.read("-c", url)).isInstanceOfSatisfying(CommandLineRequest.Unsupported.class,
        it -> assertThat(it.reason()).startsWith("--consul: no URL").contains("http://host:port").doesNotContain(url));
  }

  @Test
  void openAndTokenExcludeEachOther() {
    assertThatThrownBy(() -> read("--open", "--token-file", "x")).hasMessageContaining("--open and --token-file");
  }

  @Test
  void theSocketIsInTheUsualPlaceUnlessToldOtherwise() throws Exception {
    var root = new CommandLineReader(Map.of(), true);

    assertThat(config(root.read()).socket()).isEqualTo(new Config.SocketChoice(SYSTEM, null, false));
    assertThat(config(root.read("--socket", "/x/y")).socket()).isEqualTo(new Config.SocketChoice(Path.of("/x/y"), null, true));
    assertThat(config(root.read("--socket-group", "lb")).socket()).isEqualTo(new Config.SocketChoice(SYSTEM, "lb", true));
    assertThat(config(root.read("--socket", "none")).socket()).isNull();
    assertThat(config(new CommandLineReader(Map.of(), false).read()).socket()).isNull();
    assertThatThrownBy(() -> root.read("--socket", "none", "--socket-group", "lb"))
        .hasMessage("--socket-group: lb (expected: nothing, as there is no socket)");
  }

  @Test
  void commandsLookForTheSocketOfTheirUserAndThenForThatOfTheSystem() {
    var mine = Map.of("XDG_RUNTIME_DIR", "/run/user/7");

    assertThat(UsualSocket.sought(mine, false)).containsExactly(Path.of("/run/user/7/gorb.sock"), SYSTEM);
    assertThat(UsualSocket.sought(Map.of("XDG_RUNTIME_DIR", ""), false)).containsExactly(SYSTEM);
    assertThat(UsualSocket.sought(mine, true)).containsExactly(SYSTEM);
  }

  @Test
  void stateIsKeptInTheUsualPlaceUnlessToldOtherwise() throws Exception {
    var root = new CommandLineReader(Map.of("HOME", "/root"), true);

    assertThat(config(root.read()).stateDirectory()).isEqualTo(state("/var/lib/gorb", false));
    assertThat(config(root.read("--state-dir", "/x/y")).stateDirectory()).isEqualTo(state("/x/y", true));
    assertThat(config(root.read("--state-dir", "none")).stateDirectory()).isNull();
    assertThat(stateOfUser(Map.of("HOME", "/home/ann"))).isEqualTo(state("/home/ann/.local/state/gorb", false));
    assertThat(stateOfUser(Map.of("HOME", "/home/ann", "XDG_STATE_HOME", "/s"))).isEqualTo(state("/s/gorb", false));
    assertThat(stateOfUser(Map.of("HOME", "/home/ann", "XDG_STATE_HOME", "relative")))
        .isEqualTo(state("/home/ann/.local/state/gorb", false));
    assertThat(stateOfUser(Map.of())).isNull();
  }

  private static StateDirectory state(String path, boolean required) {
    return new StateDirectory(Path.of(path), required);
  }

  private static @Nullable StateDirectory stateOfUser(Map<String, String> environment) throws Exception {
    return config(new CommandLineReader(environment, false).read()).stateDirectory();
  }

  private Config read(String... arguments) throws Exception {
    return config(reader.read(arguments));
  }

  private static Config config(CommandLineRequest request) {
    return ((CommandLineRequest.Run) request).config();
  }
}
