package gorb.lab;

import gorb.process.GorbProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A daemon on IPVS in a namespace, and a client of its API in the same namespace. */
final class Director implements AutoCloseable {
  /** Of every daemon. */
  static final List<String> FLAGS = List.of("-i", "lo", "--dataplane", "ipvs", "--socket", "none");

  private static final String API = "http://127.0.0.1:4672";
  /**
   * On emulated processors the optimising compiler costs more than it gives, to move the archive of classes to a random
   * address takes two seconds, and to compile later what runs seldom saves an eighth of a start.
   */
  private static final List<String> ENVIRONMENT = List.of("env", "GORB_JAVA_OPTIONS=-XX:TieredStopAtLevel=1"
      + " -XX:CompileThresholdScaling=4 -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0");

  /** Generous: the processors are emulated, on a machine that may be busy. */
  private static final int PATIENCE_MILLIS = 600_000;

  private final NetworkNamespace namespace;
  private final GorbProcess process;

  private Director(NetworkNamespace namespace, GorbProcess process) {
    this.namespace = namespace;
    this.process = process;
  }

  /** Starts a daemon on IPVS and waits until it is ready. */
  static Director start(NetworkNamespace namespace, String... flags) {
    var arguments = new ArrayList<>(FLAGS);
    arguments.addAll(List.of(flags));
    var director = new Director(namespace, launch(namespace, List.of(), arguments));
    director.process.awaitReady();
    return director;
  }

  /** Starts the launcher in the namespace that this JVM lives in; does not wait. */
  static GorbProcess launch(String... arguments) {
    return GorbProcess.start(ENVIRONMENT, arguments);
  }

  /** Starts the launcher in a namespace by another command, such as {@code setpriv}; does not wait. */
  static GorbProcess launch(NetworkNamespace namespace, List<String> prefix, List<String> arguments) {
    var command = new ArrayList<>(List.of("ip", "netns", "exec", namespace.name()));
    command.addAll(prefix);
    command.addAll(ENVIRONMENT);
    return GorbProcess.start(command, arguments.toArray(String[]::new));
  }

  GorbProcess process() {
    return process;
  }

  /** Asks the API; anything but a success is an exception. */
  String ask(String method, String path, String body) {
    int status = status(method, path, body);
    if (status != 200) {
      throw new AssertionError(method + " " + path + ": " + status + "\n" + process.output());
    }
    return path;
  }

  /** Asks the API for the status of an answer. */
  int status(String method, String path, String body) {
    return namespace.call(() -> {
      var connection = open(method, path);
      if (!body.isEmpty()) {
        connection.setDoOutput(true);
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      }
      return connection.getResponseCode();
    });
  }

  /** What a POST without content answers. */
  String post(String path) {
    return post(path, "");
  }

  /** What a POST answers. */
  String post(String path, String body) {
    return namespace.call(() -> {
      var connection = open("POST", path);
      connection.setDoOutput(true);
      connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      try (var answer = connection.getInputStream()) {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      }
    });
  }

  /** What a GET shows. */
  String get(String path) {
    return namespace.call(() -> {
      try (var answer = open("GET", path).getInputStream()) {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      }
    });
  }

  /** SIGTERM, and the exit code. */
  int stop() {
    return process.terminate().awaitExit();
  }

  @Override
  public void close() {
    process.close();
  }

  private static HttpURLConnection open(String method, String path) throws IOException {
    var connection = (HttpURLConnection) URI.create(API + path).toURL().openConnection(Proxy.NO_PROXY);
    connection.setRequestProperty("Connection", "close");
    connection.setRequestMethod(method);
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    return connection;
  }
}
