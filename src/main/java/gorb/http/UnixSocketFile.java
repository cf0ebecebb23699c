package gorb.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file of a Unix socket: what has to be true of it before and after a server binds it. */
final class UnixSocketFile {
  private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

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

  /**
   * Makes a socket that nobody but the owner of this process, and who is meant, can reach at any moment: it is bound in a
   * folder that only the owner may enter, and comes to its place when it has its rights.
   *
   * @param group whose members may use it, too; null for none
   * @param bind listens on the path it is given
   */
  static void make(Path path, @Nullable String group, Bind bind) throws IOException {
    var parent = Objects.requireNonNull(path.toAbsolutePath().getParent());
    var folder = Files.createTempDirectory(parent, ".s", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      var socket = folder.resolve("s");
      bind.listenOn(socket);
      if (group != null) {
        Files.getFileAttributeView(socket, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).setGroup(group(group));
      }
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(group == null ? "rw-------" : "rw-rw----"));
      Files.move(socket, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(folder.resolve("s"));
      Files.deleteIfExists(folder);
    }
  }

  private static GroupPrincipal group(String name) throws IOException {
    try {
      return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
    } catch (UserPrincipalNotFoundException e) {
      throw new IOException("no such group: " + name, e);
    }
  }

  /** Listens. */
  @FunctionalInterface
  interface Bind {
    void listenOn(Path socket) throws IOException;
  }

  private static boolean isAnswered(Path path) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException _) {
      return false;
    }
  }
}
