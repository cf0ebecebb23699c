package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.userspace.scheduling.Sources;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServiceSettings;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a listening socket does when the process runs out of descriptors, on a clock of its own. */
class AcceptorTest {
  private static final Logger LOG = Logger.getLogger(Shortage.class.getName());
  private static final IOException TOO_MANY = new IOException("Too many open files");

  private final Records records = new Records();
  private final Door listening = new Door();
  /** Only for its event loop, whose time a test sets. */
  private EmbeddedChannel channel;

  private Acceptor acceptor;

  @BeforeEach
  void listen() {
    LOG.addHandler(records);
    LOG.setUseParentHandlers(false);
    LOG.setLevel(Level.INFO);
    var forwarding = new Forwarding(Transport.nio(), Proxy.settings(1), new Shortage(), Ticker.systemTicker());
    channel = new EmbeddedChannel();
    var balancer =
        new Balancer(Protocol.TCP, ServiceSettings.of(Scheduler.RR), Sources.ofSystem(), Ticker.systemTicker());
    acceptor = new Acceptor(forwarding, balancer, new Worker(channel.eventLoop(), forwarding));
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.close();
    LOG.removeHandler(records);
    LOG.setUseParentHandlers(true);
    LOG.setLevel(null);
  }

  @Test
  void pausesForAMomentWithoutDescriptors() {
    acceptor.failed(listening, TOO_MANY);

    assertThat(listening.accepts).isFalse();
    pass(Acceptor.PAUSE);
    assertThat(listening.accepts).isTrue();
  }

  @Test
  void saysOnceThatDescriptorsAreShortAndOnceThatTheyNoLongerAre() {
    for (int second = 0; second < 90; second++) {
      acceptor.failed(listening, TOO_MANY);
      pass(Duration.ofSeconds(1));
    }

    assertThat(records.messages)
        .containsExactly(
            "event=sockets-short reason=\"EMFILE (Too many open files); raise the limit of open files"
                + " (LimitNOFILE, ulimit -n)\" effect=\"accepting pauses for moments\"");
    for (int second = 0; second < 120; second++) {
      pass(Duration.ofSeconds(1));
    }
    assertThat(records.messages).hasSize(2).last().isEqualTo("event=sockets-enough");
    acceptor.failed(listening, TOO_MANY);
    assertThat(records.messages).hasSize(3);
  }

  @Test
  void goesOnAcceptingWhenOneClientWentAwayTooEarly() {
    acceptor.failed(listening, new IOException("Software caused connection abort"));

    assertThat(listening.accepts).isTrue();
    assertThat(records.messages).isEmpty();
  }

  private void pass(Duration time) {
    channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private static final class Door implements Streams.Listening {
    private boolean accepts = true;

    @Override
    public void accept(boolean wanted) {
      accepts = wanted;
    }

    @Override
    public void close() {}
  }

  private static final class Records extends Handler {
    private final List<String> messages = new ArrayList<>();

    @Override
    public void publish(LogRecord logged) {
      var parameters = logged.getParameters();
      messages.add(
          parameters == null
              ? logged.getMessage()
              : MessageFormat.format(logged.getMessage(), parameters));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
