package gorb;

import gorb.config.ConsulChoice;
import gorb.discovery.ConsulAgent;
import gorb.discovery.Registrar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes what registers services in Consul, as the settings say. */
final class ConsulRegistration {
  /** As the original's: for one answer of Consul. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private ConsulRegistration() {}

  /**
   * An agent, of which nothing was asked yet.
   *
   * @throws StartException where a file that is named cannot be used
   */
  static ConsulAgent agent(ConsulChoice consul) throws StartException {
    var file = consul.tokenFile();
    if (file != null && token(file).isEmpty()) {
      throw new StartException("--consul-token-file " + file + ": cannot be read, or holds no token"
          + " (expected: one line)");
    }
    return new ConsulAgent(new ConsulAgent.Settings(
        consul.url(), () -> file == null ? Optional.empty() : token(file),
        TrustFile.of("--consul-ca-file", consul.caFile()), PATIENCE));
  }

  /**
   * A registrar that is not started yet.
   *
   * @throws StartException where a file that is named cannot be used
   */
  static Registrar open(ConsulChoice consul) throws StartException {
    return new Registrar(agent(consul), System::nanoTime, RandomGenerator.getDefault());
  }

  private static Optional<String> token(Path file) {
    return SmallFile.line(file).filter(token -> token.chars().allMatch(c -> c > ' ' && c < 0x7f));
  }
}
