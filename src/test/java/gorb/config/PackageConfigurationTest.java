package gorb.config;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.document.Hosts;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PackageConfigurationTest {
  @Test
  void theConfigurationThatThePackageBringsIsRight() throws Exception {
    var file = ConfigFile.read(Path.of("packaging/gorb.yaml"), Hosts.unresolved());

    assertThat(file.settings())
        .containsEntry("listen", "127.0.0.1:4672").containsEntry("state-dir", "/var/lib/gorb")
        .containsEntry("socket", "/run/gorb/gorb.sock").containsEntry("socket-group", "gorb");
    assertThat(file.services().services()).isEmpty();
  }
}
