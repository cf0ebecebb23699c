package gorb.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Asks a store as a person does: in the clear, or with TLS and a token. */
final class StoreClient {
  private final HttpClient client;
  private final String header;
  private String token;

  private StoreClient(HttpClient client, String header, String token) {
    this.client = client;
    this.header = header;
    this.token = token;
  }

  static StoreClient plain() {
    return new StoreClient(HttpClient.newHttpClient(), "", "");
  }

  /**
   * One that trusts the authority of the tests.
   *
   * @param header of the token
   * @param token shown with each request; empty for none yet
   */
  static StoreClient trusting(String header, String token) {
    try (var certificate = Files.newInputStream(file("ca.pem"))) {
      var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return new StoreClient(HttpClient.newBuilder().sslContext(context).build(), header, token);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A file of src/test/resources/tls. */
  static Path file(String name) {
    return Path.of("src/test/resources/tls", name).toAbsolutePath();
  }

  /** Shows another token from now on. */
  void show(String other) {
    token = other;
  }

  HttpResponse<String> ask(String method, String url, String body) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url))
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header(header, token);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
