package gorb.health;

import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** The certificates of src/test/resources/tls, and server sockets that show them. */
public final class TestCertificates {
  private static final char[] NO_PASSWORD = {};

  private TestCertificates() {}

  /** The path of a file. */
  public static String path(String name) {
    return Path.of("src/test/resources/tls", name).toAbsolutePath().toString();
  }

  /** What makes sockets of a server with a certificate; one that asks clients for one trusts our authority. */
  static SSLServerSocketFactory server(String name) throws Exception {
    return context(name).getServerSocketFactory();
  }

  /** The context of such a server. */
  public static SSLContext context(String name) throws Exception {
    var keys = store();
    var chain = PemFile.certificates("certificate", path(name + ".pem"));
    keys.setKeyEntry("server", PemFile.key("key", path(name + ".key"), "EC"), NO_PASSWORD,
        chain.toArray(java.security.cert.Certificate[]::new));
    var keyFactory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyFactory.init(keys, NO_PASSWORD);
    var authorities = store();
    authorities.setCertificateEntry("ca", PemFile.certificates("ca", path("ca.pem")).getFirst());
    var trustFactory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustFactory.init(authorities);
    var context = SSLContext.getInstance("TLS");
    context.init(keyFactory.getKeyManagers(), trustFactory.getTrustManagers(), null);
    return context;
  }

  /** A server with a certificate, on 127.0.0.1. */
  static LoopbackServer serving(String certificate, LoopbackServer.Treatment treatment) throws Exception {
    return LoopbackServer.over(server(certificate).createServerSocket(), treatment);
  }

  /** A server that wants a certificate of each client, too. */
  static LoopbackServer asking(String certificate, LoopbackServer.Treatment treatment) throws Exception {
    var socket = (SSLServerSocket) server(certificate).createServerSocket();
    socket.setNeedClientAuth(true);
    return LoopbackServer.over(socket, treatment);
  }

  private static KeyStore store() throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }
}
