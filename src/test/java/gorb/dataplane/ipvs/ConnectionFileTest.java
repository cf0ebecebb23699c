package gorb.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.dataplane.Carried;
import gorb.dataplane.ConnectionTable.Page;
import gorb.dataplane.DataplaneException;
import gorb.model.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionFileTest {
  private static final String TITLES =
      "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData";
  private static final String FIRST = "TCP 0A800001 0400 0A020001 0050 0A010003 1F92 SYN_RECV         59";
  private static final String SECOND = "UDP fd10:0003:0000:0000:0000:0000:0000:0001 0401 "
      + "fd10:0002:0000:0000:0000:0000:0000:0001 13C4 fd10:0001:0000:0000:0000:0000:0000:0002 13C4 UDP             299 sip 123@host";

  @TempDir Path folder;

  @Test
  void linesOfEachFamilyAreRead() throws Exception {
    assertThat(read(10, TITLES, FIRST, SECOND)).isEqualTo(new Page(List.of(
        new Carried("tcp", endpoint("10.128.0.1", 1024), endpoint("10.2.0.1", 80), endpoint("10.1.0.3", 8082), "SYN_RECV",
            Duration.ofSeconds(59)),
        new Carried("udp", endpoint("fd10:3::1", 1025), endpoint("fd10:2::1", 5060), endpoint("fd10:1::2", 5060), "UDP",
            Duration.ofSeconds(299))), false));
  }

  @Test
  void theListEndsAtItsLimitAndSaysWhetherThereIsMore() throws Exception {
    assertThat(read(1, TITLES, FIRST, FIRST)).satisfies(page -> {
      assertThat(page.connections()).hasSize(1);
      assertThat(page.more()).isTrue();
    });
    assertThat(read(2, TITLES, FIRST, FIRST).more()).isFalse();
    assertThat(read(1, TITLES)).isEqualTo(new Page(List.of(), false));
  }

  @Test
  void whatIsNoConnectionIsAnErrorThatShowsIt() {
    assertThatThrownBy(() -> read(1, TITLES, "TCP 0A800001 0400")).isInstanceOf(DataplaneException.class)
        .hasMessageContaining("TCP 0A800001 0400");
    assertThatThrownBy(() -> new ConnectionFile(folder.resolve("none")).read(_ -> true, 1))
        .isInstanceOf(DataplaneException.class).hasMessageContaining("none");
  }

  @Test
  void oneReadingGoesOnAtATime() throws Exception {
    var file = file(TITLES, FIRST);

    file.read(_ -> {
      assertThatThrownBy(() -> file.read(_ -> true, 1)).hasMessageContaining("somebody else is reading");
      return true;
    }, 1);
    assertThat(file.read(_ -> true, 1).connections()).as("then the next may").hasSize(1);
  }

  private Page read(int limit, String... lines) throws DataplaneException, IOException {
    return file(lines).read(_ -> true, limit);
  }

  private ConnectionFile file(String... lines) throws IOException {
    return new ConnectionFile(Files.write(folder.resolve("ip_vs_conn"), List.of(lines)));
  }

  private static Carried.Endpoint endpoint(String address, int port) {
    return new Carried.Endpoint(IpAddress.of(address), port);
  }
}
