package gorb.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.control.DirectorSamples;
import gorb.model.DirectorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorFileTest {
  @TempDir
  private Path folder;

  @Test
  void whatIsSavedIsLoadedByTheNext() throws IOException {
    assertThat(DirectorFile.in(folder).load()).isEqualTo(DirectorSettings.NONE);
    var random = new Random(3);
    for (int round = 0; round < 3; round++) {
      var settings = DirectorSamples.random(random);
      DirectorFile.in(folder).save(settings);

      assertThat(DirectorFile.in(folder).load()).isEqualTo(settings);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("director.json"));
    }
  }

  @Test
  void aDamagedFileIsAnErrorThatNamesIt() throws IOException {
    DirectorFile.in(folder).save(DirectorSamples.kernel());
    var file = folder.resolve("director.json");
    Files.writeString(file, Files.readString(file).replace("udp", "tcp"));

    assertThatThrownBy(() -> DirectorFile.in(folder).load()).isInstanceOf(IOException.class)
        .hasMessageContaining("director.json").hasMessageContaining("checksum");
  }
}
