package gorb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.control.Intent;
import gorb.document.Hosts;
import gorb.model.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReloadTest {
  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<Intent> wanted = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> logged = new LinkedBlockingQueue<>();
  private final Logger logger = Logger.getLogger(ConfigReload.class.getName());
  private final Handler handler = new Handler() {
    @Override
    public void publish(LogRecord entry) {
      logged.add(entry.getMessage() + " " + List.of(entry.getParameters()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };

  @TempDir
  private Path folder;
  private Path file;

  @BeforeEach
  void listen() {
    file = folder.resolve("gorb.yaml");
    logger.addHandler(handler);
    logger.setLevel(Level.ALL);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
    logger.setLevel(null);
    logger.setUseParentHandlers(true);
  }

  @Test
  void theServicesOfTheFileAreTheFiles() throws Exception {
    write("services: {web: {port: 80}}\n");
    try (var reload = reload(false)) {
      var intent = reload.load().services();

      assertThat(intent.services()).containsOnlyKeys("web");
      assertThat(intent.service("web").origin()).isEqualTo(Origin.FILE);
    }
  }

  @Test
  void aBadFileEndsTheStart() throws IOException {
    write("services: {web: {prt: 80}}\n");
    try (var reload = reload(false)) {
      assertThatThrownBy(reload::load).isInstanceOf(ConfigException.class).hasMessageContaining("gorb.yaml:1:18: ");
    }
  }

  @Test
  void theFileIsReadAgainWhenAskedTo() throws Exception {
    write("services: {web: {port: 80}}\n");
    try (var reload = started(false)) {
      write("services: {web: {port: 80}, dns: {port: 53}}\n");
      reload.request();

      assertThat(next(wanted).services()).containsOnlyKeys("dns", "web");
      write("listen: ':1'\n");
      reload.request();
      assertThat(next(wanted).services()).as("what the file wants no more").isEmpty();
    }
  }

  @Test
  void aBadFileChangesNothingAndEachProblemIsLogged() throws Exception {
    write("services: {web: {port: 80}}\n");
    try (var reload = started(false)) {
      write("services:\n  web: {prt: 80}\n");
      reload.request();

      var lines = List.of(next(logged), next(logged));
      assertThat(lines).allMatch(line -> line.contains("event=config-refused"));
      assertThat(lines).anyMatch(line -> line.contains("gorb.yaml:2:9: services.web.prt: unknown"));
      write("services: {dns: {port: 53}}\n");
      reload.request();
      assertThat(next(wanted).services()).as("the first that was handed on").containsOnlyKeys("dns");
    }
  }

  @Test
  void aSettingThatChangedIsToldToWaitForTheNextStart() throws Exception {
    write("listen: ':1'\nverbose: true\ninterface: lo\n");
    try (var reload = started(false)) {
      write("listen: ':2'\ndataplane: memory\ninterface: lo\nwebhooks: [{url: 'http://127.0.0.1:1/'}]\n");
      reload.request();
      next(wanted);

      var lines = new ArrayList<String>();
      logged.drainTo(lines);
      assertThat(lines.stream().filter(line -> line.contains("takes effect at the next start")))
          .extracting(line -> line.replaceAll(".*\\[(.*)\\]", "$1"))
          .containsExactly("dataplane", "listen", "verbose", "webhooks");
    }
  }

  @Test
  void aChangedFileIsSeenWhereItIsWatched() throws Exception {
    write("services: {web: {port: 80}}\n");
    try (var _ = started(true)) {
      var other = Files.writeString(folder.resolve("new"), "services: {dns: {port: 53}}\n");
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

      assertThat(next(wanted).services()).containsOnlyKeys("dns");
      Files.delete(file);
      assertThat(next(logged)).contains("event=config-read");
      assertThat(next(logged)).contains("event=config-refused", "no such file");
      assertThat(wanted).isEmpty();
    }
  }

  private ConfigReload started(boolean watch) throws ConfigException {
    var reload = reload(watch);
    reload.load();
    reload.start();
    return reload;
  }

  private ConfigReload reload(boolean watch) {
    return new ConfigReload(new Config.FileChoice(file, watch), Hosts.unresolved(),
        read -> wanted.add(read.services()), Runnable::run);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    var next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("nothing came").isNotNull();
    return next;
  }
}
