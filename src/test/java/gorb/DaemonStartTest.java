package gorb;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.config.Config;
import gorb.control.DriftPolicy;
import gorb.model.ExecPolicy;
import gorb.netlink.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class DaemonStartTest {
  private static final Logger LOG = Logger.getLogger(Daemon.class.getName());

  /** A SIGTERM between the line and the shutdown hook ended the process with 143 and stopped nothing. */
  @Test
  void whoEndsItAtTheLineOfReadinessEndsItInOrder() throws Exception {
    var order = new ArrayList<String>();
    var records = new Handler() {
      @Override
      public void publish(LogRecord entry) {
        if (entry.getMessage().startsWith("event=ready")) {
          order.add("ready");
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    var config = new Config(
        "127.0.0.1:0", "lo", null, Config.DataplaneChoice.MEMORY, false, ExecPolicy.OFF,
        new Config.AccessRule.Local(), Set.of(), null,
        null, DriftPolicy.REPAIR, Config.StopChoice.DEFAULT, Config.RemovedConnections.FINISH, null, null, null,
        List.of(), Config.LogChoice.DEFAULT, null);
    var level = LOG.getLevel();
    LOG.setLevel(Level.INFO);
    LOG.addHandler(records);
    try (var _ = Daemon.start(config, "test", Trace.NONE, _ -> order.add("can be ended"))) {
      assertThat(order).isEqualTo(List.of("can be ended", "ready"));
    } finally {
      LOG.removeHandler(records);
      LOG.setLevel(level);
    }
  }
}
