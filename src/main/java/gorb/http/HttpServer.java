package gorb.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server over TCP and Unix sockets. One event loop receives and sends; each request is handled on a virtual
 * thread; requests of one connection are handled one after the other. All methods may be called by any thread, but
 * {@link #close} only once the others returned.
 */
public final class HttpServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
  /** How many bytes of a body are taken at once: as many as Netty reads from a socket at most. */
  private static final int READ = 1 << 16;
  /** How long {@link #close} waits for requests that are being handled. */
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Limits limits;
  private final InstantSource clock;
  private final Workload workload;
  private final Feeds feeds;
  private final Vertx vertx;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<io.vertx.core.http.HttpServer> listeners = new ArrayList<>();
  private final List<Path> sockets = new ArrayList<>();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /** A server that does not listen yet. */
  public HttpServer(Handler handler, Limits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    this.workload = new Workload(handler, limits);
    this.feeds = new Feeds(limits.feeds());
    this.vertx = Vertx.vertx(options());
  }

  /**
   * Listens on an address.
   *
   * @return the address, with the port that the kernel chose where 0 was asked for
   * @throws IOException naming the address and the cause
   */
  public ListenAddress listen(ListenAddress address) throws IOException {
    var listener = listen(
        SocketAddress.inetSocketAddress(address.port(), address.address().toString()), address.toString());
    return new ListenAddress(address.address(), listener.actualPort());
  }

  /**
   * Listens on a Unix socket that only the owner of this process can use. A file that nobody answers on is replaced.
   *
   * @throws IOException naming the path and the cause
   */
  public void listen(Path socket) throws IOException {
    listen(socket, null);
  }

  /**
   * Listens on a Unix socket that the owner of this process and the members of a group can use.
   *
   * @param group its name; null for none
   * @throws IOException naming the path and the cause
   */
  public void listen(Path socket, @Nullable String group) throws IOException {
    try {
      UnixSocketFile.prepare(socket);
      UnixSocketFile.make(socket, group, path -> listen(SocketAddress.domainSocketAddress(path.toString()), path.toString()));
      sockets.add(socket);
    } catch (IOException e) {
      throw new IOException("listen on " + socket + ": " + e.getMessage(), e);
    }
  }

  /** Stops listening, ends feeds, lets requests that are being handled end within some seconds, and closes every connection. */
  @Override
  public void close() {
    if (isClosed.getAndSet(true)) {
      return;
    }
    feeds.close();
    await(Future.all(listeners.stream().map(listener -> listener.shutdown(DRAIN)).toList()), "drain");
    workload.close();
    await(vertx.close(), "stop");
    for (var socket : sockets) {
      try {
        Files.deleteIfExists(socket);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "event=socket-left path={0} reason=\"{1}\"", socket, e.getMessage());
      }
    }
  }

  /** How many connections are open. */
  int openConnections() {
    return connections.get();
  }

  private io.vertx.core.http.HttpServer listen(SocketAddress address, String name) throws IOException {
    var listener = vertx.createHttpServer(config())
        .connectionHandler(this::opened)
        .requestHandler(request -> exchange(request).begin())
        .invalidRequestHandler(request -> exchange(request).beginMalformed());
    try {
      listener.listen(address).toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("listen on " + name + ": " + cause(e), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("listen on " + name + ": no answer from the event loop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("listen on " + name + ": interrupted", e);
    }
    listeners.add(listener);
    return listener;
  }

  private Exchange exchange(HttpServerRequest request) {
    return new Exchange(request, workload, feeds, limits, clock);
  }

  private void opened(HttpConnection connection) {
    connection.exceptionHandler(e -> LOG.log(Level.DEBUG, "event=connection-failed reason=\"{0}\"", e.getMessage()));
    connection.closeHandler(_ -> connections.decrementAndGet());
    ConnectionClock.attach(connection, limits);
    if (connections.incrementAndGet() > limits.connections()) {
      connection.close();
    }
  }

  private HttpServerConfig config() {
    return new HttpServerConfig()
        .setVersions(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1)
        .setHandle100ContinueAutomatically(false)
        .setHttp1Config(new Http1ServerConfig()
            .setMaxInitialLineLength(limits.lineBytes())
            .setMaxHeaderSize(limits.headerBytes())
            .setMaxChunkSize(READ));
  }

  /** One event loop, no files, no cache folder, no worker threads. */
  private static VertxOptions options() {
    return new VertxOptions()
        .setPreferNativeTransport(true)
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(1)
        .setInternalBlockingPoolSize(1)
        .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
  }

  /** What the kernel said, without the name of the call that Netty puts before it. */
  private static String cause(ExecutionException e) {
    var message = String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    return message.substring(message.lastIndexOf(": ") + 1).strip();
  }

  private static void await(Future<?> future, String what) {
    try {
      future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.WARNING, "event=http-stop-failed step={0} reason=\"{1}\"", what, e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
