package gorb.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * Keeps a state directory for one process: the kernel lets go of it whenever the process ends. The file {@code lock}
 * says which process it is.
 */
final class StateLock implements AutoCloseable {
  private final FileChannel channel;

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the directory, where there is none, and takes it.
   *
   * @throws UnusableDirectoryException where it cannot be made or written
   * @throws IOException where another process has it
   */
  static StateLock take(Path directory) throws IOException {
    var file = directory.resolve("lock");
    var channel = open(directory, file);
    try {
      if (channel.tryLock() == null) {
        throw new IOException("state directory " + directory + ": process " + Files.readString(file).strip()
            + " uses it (stop that one, or give another --state-dir)");
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
      return new StateLock(channel);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException("state directory " + directory + ": this process uses it already", e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static FileChannel open(Path directory, Path file) throws UnusableDirectoryException {
    try {
      make(directory.toAbsolutePath());
      return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (IOException e) {
      throw new UnusableDirectoryException("state directory " + directory + ": " + Reason.of(e), e);
    }
  }

  /** Makes a directory for its owner alone, and those above it, so that they last. */
  static void make(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    var parent = Objects.requireNonNull(directory.getParent(), "the root is a directory");
    make(parent);
    Files.createDirectory(
        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    new DiskFolder(parent).sync();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // The end of the process lets go of it.
    }
  }
}
