package gorb.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;

class FileChangesTest {
  private static final FileStamp FIRST = stamp(1, 10);
  private static final FileStamp SECOND = stamp(2, 10);
  private static final FileStamp THIRD = stamp(2, 20);

  private final FileChanges changes = new FileChanges(FIRST);

  @Test
  void aFileThatStaysAsItIsHasNotChanged() {
    assertThat(changes.look(FIRST)).isFalse();
    assertThat(changes.look(FIRST)).isFalse();
  }

  @Test
  void aChangeCountsWhenTheFileHasComeToRest() {
    assertThat(changes.look(SECOND)).isFalse();
    assertThat(changes.look(THIRD)).as("it is still being written").isFalse();
    assertThat(changes.look(THIRD)).isTrue();
  }

  @Test
  void aChangeIsToldUntilTheFileIsRead() {
    changes.look(SECOND);
    assertThat(changes.look(SECOND)).isTrue();
    assertThat(changes.look(SECOND)).isTrue();
    changes.read(SECOND);
    assertThat(changes.look(SECOND)).isFalse();
  }

  @Test
  void aFileThatWentAndCameBackTheSameHasNotChanged() {
    assertThat(changes.look(null)).isFalse();
    assertThat(changes.look(FIRST)).isFalse();
    assertThat(changes.look(FIRST)).isFalse();
  }

  @Test
  void aFileThatWentForGoodHasChanged() {
    changes.look(null);
    assertThat(changes.look(null)).isTrue();
  }

  private static FileStamp stamp(long seconds, long size) {
    return new FileStamp(FileTime.fromMillis(seconds * 1_000), size, "inode");
  }
}
