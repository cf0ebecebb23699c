package gorb.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.control.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory as it is on a disk. */
class StateDirectoryTest {
  @TempDir
  private Path temporary;

  @Test
  void aDirectoryIsMadeForItsOwnerAlone() throws IOException {
    var directory = temporary.resolve("lib/gorb");
    try (var store = FileIntentStore.open(directory)) {
      store.save(new Revision(1, Instant.EPOCH, "test", Samples.intent(1)));
    }
    var rights = new TreeMap<String, String>();
    try (var files = Files.walk(directory)) {
      for (var file : files.toList()) {
        var right = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        rights.put(directory.relativize(file).toString(), right);
      }
    }

    assertThat(rights).hasSize(4)
        .containsEntry("", "rwx------")
        .containsEntry("lock", "rw-------")
        .containsEntry("revisions", "rwx------")
        .containsEntry("revisions/0000000001.json", "rw-------");
  }

  @Test
  void whatIsSavedIsThereAtTheNextOpening() throws IOException {
    var walk = new SeededIntents(1, 30);
    var saved = new ArrayList<Revision>();
    try (var store = FileIntentStore.open(temporary)) {
      for (int i = 0; i < 30; i++) {
        saved.add(walk.next());
        store.save(saved.getLast());
      }
    }
    try (var store = FileIntentStore.open(temporary)) {
      assertThat(store.latest().map(Bare::revision)).contains(Bare.revision(saved.getLast()));
      assertThat(store.revisions()).hasSize(30);
    }
  }

  @Test
  void aPersonCanVerifyAFileWithSha256sum() throws Exception {
    try (var store = FileIntentStore.open(temporary)) {
      store.save(new Revision(1, Instant.EPOCH, "test", Samples.intent(1)));
    }
    var shell = new ProcessBuilder("sh", "-c",
        "sum=$(head -n -1 0000000001.json | sha256sum | cut -d' ' -f1); tail -n 1 0000000001.json | grep -q \"$sum\"")
        .directory(temporary.resolve("revisions").toFile()).start();

    assertThat(shell.waitFor()).isZero();
  }

  @Test
  void aSecondStoreOfOneDirectoryIsRefused() throws IOException {
    try (var _ = FileIntentStore.open(temporary)) {
      assertThatThrownBy(() -> FileIntentStore.open(temporary)).isInstanceOf(IOException.class)
          .hasMessage("state directory " + temporary + ": this process uses it already");
    }
    FileIntentStore.open(temporary).close();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsToldWithTheReason() throws IOException {
    var file = Files.writeString(temporary.resolve("file"), "");

    assertThatThrownBy(() -> FileIntentStore.open(file)).isInstanceOf(UnusableDirectoryException.class)
        .hasMessage("state directory " + file + ": a file is in its place");
    assertThatThrownBy(() -> FileIntentStore.open(Path.of("/proc/gorb"))).isInstanceOf(UnusableDirectoryException.class)
        .hasMessageStartingWith("state directory /proc/gorb: ");
  }

  @Test
  void aRefusedStartLetsGoOfTheDirectory() throws IOException {
    var newer = Files.createDirectory(temporary.resolve("revisions")).resolve("0000000001.json");
    Files.write(newer, Seal.on("{\"format\":7}\n"));

    assertThatThrownBy(() -> FileIntentStore.open(temporary)).hasMessageContaining("written in format 7");
    Files.delete(newer);
    FileIntentStore.open(temporary).close();
  }
}
