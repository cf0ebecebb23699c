package gorb.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The file of a Unix socket: what has to be true of it before and after a server binds it. */
final class UnixSocketFile {
  private UnixSocketFile() {}

  /**
   * Makes way for a socket: its folder exists, and a socket that nobody answers on is removed.
   *
   * @throws IOException where somebody answers, or the file is something else
   */
  static void prepare(Path path) throws IOException {
    var folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther()) {
      throw new IOException("the file exists and is no socket");
    }
    if (isAnswered(path)) {
      throw new IOException("another process answers on it");
    }
    Files.delete(path);
  }

  /** Lets nobody but the owner in. */
  static void protect(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }

  private static boolean isAnswered(Path path) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException _) {
      return false;
    }
  }
}
