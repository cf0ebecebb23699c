package gorb.store;

import gorb.control.DirectorStore;
import gorb.document.DirectorReader;
import gorb.document.DirectorWriter;
import gorb.document.DocumentException;
import gorb.document.Fields;
import gorb.document.JsonInput;
import gorb.document.JsonText;
import gorb.document.Problems;
import gorb.model.DirectorSettings;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Keeps the settings of the director in a file of the state directory: their document, and the checksum of it. It is
 * replaced as a whole.
 */
public final class DirectorFile implements DirectorStore {
  private static final String NAME = "director.json";
  private static final String UNFINISHED = "director.json.new";
  private static final int LONGEST = 1 << 16;

  private final Folder folder;

  /** In a folder. */
  DirectorFile(Folder folder) {
    this.folder = folder;
  }

  /** In a directory that {@link FileIntentStore} has opened. */
  public static DirectorFile in(Path directory) {
    return new DirectorFile(new DiskFolder(directory));
  }

  @Override
  public DirectorSettings load() throws IOException {
    if (!folder.names().contains(NAME)) {
      return DirectorSettings.NONE;
    }
    byte[] bytes;
    try (var in = folder.read(NAME)) {
      bytes = in.readNBytes(LONGEST);
    }
    try {
      var problems = Problems.strict();
      var settings = DirectorReader.read(Fields.of(JsonInput.object(NAME, Seal.off(bytes)), problems));
      problems.raise();
      return settings;
    } catch (DocumentException | DamagedFileException e) {
      throw new IOException(folder + "/" + NAME + ": " + e.getMessage()
          + " (without this file, the director's settings are as the kernel has them)", e);
    }
  }

  @Override
  public void save(DirectorSettings settings) throws IOException {
    folder.write(UNFINISHED, Seal.on(JsonText.of(DirectorWriter.write(settings)) + "\n"));
    folder.sync(UNFINISHED);
    folder.rename(UNFINISHED, NAME);
    folder.sync();
  }
}
