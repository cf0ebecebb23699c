package gorb.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FragileFolderTest {
  private static final byte[] TEXT = {1, 2, 3, 4};

  @Test
  void whatIsSyncedUnderASyncedNameOutlastsAPowerCut() throws IOException {
    var folder = new FragileFolder();
    folder.write("a", TEXT);
    folder.sync("a");
    folder.sync();
    folder.rename("a", "b");
    var outcomes = new HashSet<Object>();

    for (int seed = 0; seed < 50; seed++) {
      var after = folder.afterPowerCut(new SplittableRandom(seed));
      outcomes.add(after.names());
      assertThat(after.read(after.names().getFirst()).readAllBytes()).isEqualTo(TEXT);
    }

    assertThat(outcomes).as("a name that is not synced is there or not").hasSize(2);
  }

  @Test
  void whatIsNotSyncedIsTornOrMissingAfterAPowerCut() throws IOException {
    var folder = new FragileFolder();
    folder.write("a", TEXT);
    folder.sync();
    var lengths = new HashSet<Integer>();

    for (int seed = 0; seed < 50; seed++) {
      lengths.add(folder.afterPowerCut(new SplittableRandom(seed)).bytes("a").length);
    }

    assertThat(lengths).contains(0, 2, 4);
  }

  @Test
  void aChangeThatFailsLeavesHalfOfIt() {
    var folder = new FragileFolder();
    folder.failAfter(0);

    assertThatThrownBy(() -> folder.write("a", TEXT)).isInstanceOf(IOException.class);
    assertThat(folder.bytes("a")).hasSize(2);
    assertThatThrownBy(() -> folder.delete("a")).isInstanceOf(IOException.class);
    assertThat(folder.done()).containsExactly("write a", "delete a");
  }
}
