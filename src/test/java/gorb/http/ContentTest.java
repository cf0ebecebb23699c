package gorb.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {
  private static final int LENGTH = 300_000;

  @ParameterizedTest
  @ValueSource(ints = {Content.UNKNOWN, 0, 1, LENGTH - 1, LENGTH, LENGTH + 1, Integer.MAX_VALUE})
  void whateverIsDeclaredAllThatArrivesIsThereInItsOrder(int declared) {
    var random = new SplittableRandom(declared);
    var all = new byte[LENGTH];
    random.nextBytes(all);
    var content = new Content(declared);
    while (content.length() < LENGTH) {
      int end = Math.min(LENGTH, content.length() + random.nextInt(2_000));
      content.add(Buffer.buffer(Arrays.copyOfRange(all, content.length(), end)));
    }

    assertThat(content.whole().bytes()).isEqualTo(all);
  }
}
