package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.once;
import static gorb.health.Checks.reason;
import static gorb.health.TestCertificates.path;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.CheckMethod.Grpc;
import gorb.model.TlsSettings;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kind grpc against a real server of gRPC with the health service, of another hand: etcd. */
@Tag("process")
class EtcdCheckProcessTest {
  private static final TlsSettings OURS = new TlsSettings(true, path("ca.pem"), null, null);

  @Test
  void aServerIsAskedAsAWholeAndOfItsServices(@TempDir Path folder) throws Exception {
    try (var etcd = LabServers.etcd(folder, null)) {
      var whole = new Grpc(etcd.target(0), "", null);
      awaitServing(whole);

      assertThat(reason(once(new Grpc(etcd.target(0), "shop.Cart", null), PLENTY)))
          .isEqualTo("grpc status 5: unknown service (expected 0)");
      assertThat(reason(once(new Grpc(etcd.target(0), "", OURS), PLENTY)))
          .isEqualTo("connection closed in the TLS handshake");

      etcd.signal("STOP");
      assertThat(reason(once(whole, SHORT))).isEqualTo("timed out after 300 ms");
      etcd.kill();
      assertThat(reason(once(whole, PLENTY))).isEqualTo("refused connection");
    }
  }

  @Test
  void aServerWithTlsShowsItsCertificate(@TempDir Path folder) throws Exception {
    try (var etcd = LabServers.etcd(folder, "server")) {
      awaitServing(new Grpc(etcd.target(0), "", OURS));

      assertThat(reason(once(new Grpc(etcd.target(0), "", TlsSettings.DEFAULT), PLENTY)))
          .isEqualTo("certificate of an unknown authority");
      assertThat(reason(once(
          new Grpc(etcd.target(0), "", new TlsSettings(true, path("ca.pem"), "elsewhere.example", null)), PLENTY)))
          .startsWith("certificate of another name (");
      assertThat(reason(once(new Grpc(etcd.target(0), "", null), PLENTY)))
          .isIn("connection closed before the end of the answer", "connection reset", "broken pipe");
    }
  }

  @Test
  void anExpiredCertificateIsDown(@TempDir Path folder) throws Exception {
    try (var etcd = LabServers.etcd(folder, "expired")) {
      awaitServing(new Grpc(etcd.target(0), "", new TlsSettings(false, null, null, null)));

      assertThat(reason(once(new Grpc(etcd.target(0), "", OURS), PLENTY))).startsWith("certificate expired (");
    }
  }

  /** Its ports are open before it serves. */
  private static void awaitServing(Grpc method) {
    Awaitility.await().atMost(PLENTY.multipliedBy(3)).untilAsserted(
        () -> assertThat(reason(once(method, PLENTY))).startsWith("Success"));
  }
}
