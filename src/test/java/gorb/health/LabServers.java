package gorb.health;

import static gorb.health.TestCertificates.path;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The servers of Debian that checks are tested against. */
final class LabServers {
  private LabServers() {}

  /**
   * An nginx.
   *
   * @param servers what is within {@code http}, made of its ports
   */
  static LabServer nginx(Path folder, int count, Function<List<Integer>, String> servers) throws Exception {
    return LabServer.start("lab/nginx", folder, count, (root, ports) -> {
      var file = Files.writeString(folder.resolve("nginx.conf"), """
          daemon off;
          master_process off;
          pid %1$s/nginx.pid;
          error_log stderr;
          events {}
          http {
            access_log off;
            client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
            uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
            %2$s
          }
          """.formatted(folder, servers.apply(ports)));
      return List.of(root.resolve("usr/sbin/nginx").toString(), "-p", folder.toString(), "-c", file.toString(),
          "-e", "stderr");
    });
  }

  /**
   * An etcd of one member, which serves the health protocol of gRPC at its first port.
   *
   * @param certificate which one of the tests' it shows; null for no TLS
   */
  static LabServer etcd(Path folder, @Nullable String certificate) throws Exception {
    return LabServer.start("lab/etcd", folder, 2, (program, ports) -> {
      var url = (certificate == null ? "http" : "https") + "://127.0.0.1:" + ports.get(0);
      var peers = "http://127.0.0.1:" + ports.get(1);
      var command = new ArrayList<>(List.of(program.toString(), "--data-dir", folder.resolve("data").toString(),
          "--listen-client-urls", url, "--advertise-client-urls", url, "--listen-peer-urls", peers,
          "--initial-advertise-peer-urls", peers, "--initial-cluster", "default=" + peers, "--log-level", "error"));
      if (certificate != null) {
        command.addAll(List.of("--cert-file", path(certificate + ".pem"), "--key-file", path(certificate + ".key")));
      }
      return command;
    });
  }

  /**
   * A socat that has a shell answer each connection.
   *
   * @param listen what kind of address, such as {@code TCP4-LISTEN}, and its options after the port
   * @param script what the shell runs, connection in and out
   */
  static LabServer socat(Path folder, String kind, String listen, String script) throws Exception {
    var file = Files.writeString(folder.resolve("answer.sh"), script + "\n");
    return LabServer.start("lab/socat", folder, 1, (root, ports) -> List.of(root.resolve("usr/bin/socat").toString(),
        "-t0", kind + ":" + ports.getFirst() + ",bind=127.0.0.1,reuseaddr,fork,backlog=64" + listen, "EXEC:/bin/sh " + file));
  }
}
