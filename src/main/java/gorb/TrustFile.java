package gorb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Reads whom to trust with TLS. */
final class TrustFile {
  private TrustFile() {}

  /**
   * What trusts the certificates of a file, and those whom they vouch for; empty for those whom the JDK trusts.
   *
   * @param flag that names the file, for messages
   * @throws StartException where the file cannot be read, or holds no certificate
   */
  static Optional<SSLContext> of(String flag, @Nullable Path file) throws StartException {
    if (file == null) {
      return Optional.empty();
    }
    try (var certificates = Files.newInputStream(file)) {
      var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int count = 0;
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(certificates)) {
        trusted.setCertificateEntry("ca-" + count++, certificate);
      }
      if (count == 0) {
        throw new StartException(flag + " " + file + ": no certificate (expected: certificates in PEM)");
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return Optional.of(context);
    } catch (IOException | GeneralSecurityException e) {
      throw new StartException(flag + " " + file + ": " + e.getMessage() + " (expected: certificates in PEM)", e);
    }
  }
}
