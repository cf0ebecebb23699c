package gorb.lab;

import gorb.conformance.ConformanceRows;
import gorb.conformance.Site;
import gorb.model.IpAddress;
import gorb.process.GorbProcess;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * The rows by a real daemon over a real kernel, with ipvsadm as the witness. They run where the tests live, in the
 * guest's first namespace. Rows that need a kernel which refuses at will, or a check whose verdict a test makes up, are
 * tried over memory only: S23, S31, R21, R22, R24 and R26.
 */
@KernelTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceKernelTest extends ConformanceRows {
  private static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");
  private static final int PORT = 4672;

  private final Ipvsadm ipvsadm = Ipvsadm.here();
  private GorbProcess daemon;

  @BeforeAll
  void start() {
    ipvsadm.clear();
    daemon = Director.launch(
        "-i", "lo", "--dataplane", "ipvs", "--socket", "none", "-l", LOOPBACK + ":" + PORT);
    daemon.awaitReady();
  }

  @AfterAll
  void stop() {
    daemon.close();
    ipvsadm.clear();
  }

  @Override
  protected Site site() {
    return new Site(
        new InetSocketAddress(LOOPBACK.toString(), PORT),
        () -> IpvsadmTable.of(ipvsadm.table()),
        LOOPBACK);
  }
}
