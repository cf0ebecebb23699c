package gorb.config;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.document.Hosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The package's manual page and configuration are of this program. */
class ManualPageTest {
  private static final Pattern LONG_FLAG = Pattern.compile("--[a-z][a-z-]+");
  /** Of commands, beside those of the daemon. */
  private static final String[] OF_COMMANDS = {"--resolve", "--exit-code", "--yes", "--confirm-within"};

  @Test
  void theManualPageNamesEveryFlagOfTheDaemonAndNoOther() throws IOException {
    var page = Files.readString(Path.of("packaging/gorb.8")).replace("\\-", "-");
    var named = new TreeSet<String>();
    LONG_FLAG.matcher(page).results().forEach(flag -> named.add(flag.group()));
    var flags = new TreeSet<String>();
    Setting.ALL.keySet().forEach(name -> flags.add("--" + name));

    assertThat(named).contains(OF_COMMANDS).contains("--config");
    for (var flag : OF_COMMANDS) {
      named.remove(flag);
    }
    named.remove("--config");
    assertThat(named).isEqualTo(flags);
  }

  @Test
  void theConfigurationOfThePackageIsRight() throws Exception {
    var file = ConfigFile.read(Path.of("packaging/gorb.yaml"), Hosts.unresolved());

    assertThat(file.settings())
        .containsEntry("listen", "127.0.0.1:4672").containsEntry("state-dir", "/var/lib/gorb")
        .containsEntry("socket", "/run/gorb/gorb.sock");
    assertThat(file.services().services()).isEmpty();
  }
}
