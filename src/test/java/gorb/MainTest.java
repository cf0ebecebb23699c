package gorb;

import static org.assertj.core.api.Assertions.assertThat;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void theToolchainWorks() {
    assertThat(Runtime.version().feature()).isGreaterThanOrEqualTo(25);
  }
}
