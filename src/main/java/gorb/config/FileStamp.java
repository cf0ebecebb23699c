package gorb.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What tells one version of a file from another without reading it. Links are followed, so that a version that comes by
 * a link turned is seen, too.
 *
 * @param key of the file itself: its inode
 */
record FileStamp(FileTime modified, long size, @Nullable Object key) {
  /** The present version; null where there is none that can be seen. */
  static @Nullable FileStamp of(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    } catch (IOException _) {
      return null;
    }
  }
}
