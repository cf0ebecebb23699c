package gorb.dataplane.userspace;

import gorb.dataplane.Refusal;
import io.netty.channel.unix.Errors.NativeIoException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An errno that opening or accepting a socket may answer, on Linux (errno.h), and what it means for a step. */
enum SocketError {
  EPERM(
      1,
      "Operation not permitted",
      Refusal.Kind.NOT_PERMITTED,
      "; an address that is none of this host's (source_address: client) needs CAP_NET_ADMIN or CAP_NET_RAW"),
  EACCES(
      13,
      "Permission denied",
      Refusal.Kind.NOT_PERMITTED,
      "; a port below 1024 needs CAP_NET_BIND_SERVICE, or a lower net.ipv4.ip_unprivileged_port_start"),
  ENFILE(23, "Too many open files in system", Refusal.Kind.TRANSIENT, "; raise fs.file-max"),
  EMFILE(24, "Too many open files", Refusal.Kind.TRANSIENT, "; raise the limit of open files (LimitNOFILE, ulimit -n)"),
  EADDRINUSE(98, "Address already in use", Refusal.Kind.REJECTED, "; another program listens there"),
  EADDRNOTAVAIL(
      99, "Cannot assign requested address", Refusal.Kind.REJECTED, "; no interface of this host has the address"),
  ENOBUFS(105, "No buffer space available", Refusal.Kind.TRANSIENT, ""),
  ENOMEM(12, "Cannot allocate memory", Refusal.Kind.TRANSIENT, "");

  private final int number;
  private final String text;
  private final Refusal.Kind kind;
  private final String advice;

  SocketError(int number, String text, Refusal.Kind kind, String advice) {
    this.number = number;
    this.text = text;
    this.kind = kind;
    this.advice = advice;
  }

  /**
   * The errno behind a failure. Netty's own sockets tell its number, but for options; those of the JDK only its text.
   *
   * @return empty when it is none of these
   */
  static Optional<SocketError> of(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      for (var error : values()) {
        if (error.isBehind(cause)) {
          return Optional.of(error);
        }
      }
    }
    return Optional.empty();
  }

  /** How a step is refused whose socket could not be opened. */
  static Refusal.Kind kind(Throwable failure) {
    return of(failure).map(error -> error.kind).orElse(Refusal.Kind.TRANSIENT);
  }

  /** The cause in words: errno, its text, what to do. */
  static String explain(Throwable failure) {
    return of(failure).map(SocketError::withAdvice).orElseGet(failure::toString);
  }

  /** Errno, its text, what to do. */
  String withAdvice() {
    return this + advice;
  }

  /** Whether sockets are short of a resource that others may give back soon. */
  boolean isShortage() {
    return kind == Refusal.Kind.TRANSIENT;
  }

  @Override
  public String toString() {
    return name() + " (" + text + ")";
  }

  private boolean isBehind(Throwable cause) {
    if (cause instanceof NativeIoException exception) {
      return exception.expectedErr() == -number;
    }
    var message = cause.getMessage();
    return message != null
        && (message.equals(text) || message.startsWith(text + " (") || message.endsWith("() failed: " + text));
  }
}
