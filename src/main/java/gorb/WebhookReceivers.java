package gorb;

import gorb.config.WebhookChoice;
import gorb.webhooks.WebhookSettings;
import gorb.webhooks.Webhooks;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes what tells receivers of what happens, as the settings say. */
final class WebhookReceivers {
  private WebhookReceivers() {}

  /**
   * Begins to tell.
   *
   * @throws StartException where a file that is named cannot be used
   */
  static Webhooks start(List<WebhookChoice> choices, InstantSource clock) throws StartException {
    var receivers = new ArrayList<WebhookSettings>();
    for (var choice : choices) {
      receivers.add(new WebhookSettings(choice.name(), choice.url(), choice.occasions(), secret(choice),
          TrustFile.of("webhooks: " + choice.name() + ": ca_file", choice.caFile()), choice.timeout(),
          choice.queue(), choice.retryFor()));
    }
    return Webhooks.start(receivers, ApiAccess.kernelName().orElse("localhost"), clock, System::nanoTime,
        RandomGenerator::getDefault);
  }

  private static Optional<Supplier<Optional<String>>> secret(WebhookChoice choice) throws StartException {
    var file = choice.secretFile();
    if (file == null) {
      return Optional.empty();
    }
    if (secret(file).isEmpty()) {
      throw new StartException("webhooks: " + choice.name() + ": secret_file " + file
          + ": cannot be read, or holds no secret (expected: one line; after whsec_ base 64)");
    }
    return Optional.of(() -> secret(file));
  }

  private static Optional<String> secret(Path file) {
    return SmallFile.line(file).filter(WebhookSettings::isSecret);
  }
}
