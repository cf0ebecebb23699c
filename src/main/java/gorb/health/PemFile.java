package gorb.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Reads PEM files (RFC 7468) of certificates and keys. Errors name the setting and the file. */
final class PemFile {
  private static final int MOST_BYTES = 1024 * 1024;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private PemFile() {}

  /** The certificates of a file, at least one. */
  static List<X509Certificate> certificates(String name, String path) throws CheckNotMadeException {
    try {
      var certificates = CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(content(name, path)))
          .stream().map(X509Certificate.class::cast).toList();
      if (certificates.isEmpty()) {
        throw new CheckNotMadeException(name + " " + path + ": no certificate in it");
      }
      return certificates;
    } catch (CertificateException e) {
      throw new CheckNotMadeException(name + " " + path + ": no certificate in it: " + e.getMessage());
    }
  }

  /** The key of a file. */
  static PrivateKey key(String name, String path, String algorithm) throws CheckNotMadeException {
    var match = KEY.matcher(new String(content(name, path), ISO_8859_1));
    if (!match.find()) {
      throw new CheckNotMadeException(name + " " + path + ": no key in it (expected: PKCS #8 without password)");
    }
    try {
      var encoded = Base64.getMimeDecoder().decode(match.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new CheckNotMadeException(name + " " + path + ": not the key of the certificate: " + e.getMessage());
    }
  }

  private static byte[] content(String name, String path) throws CheckNotMadeException {
    try (var input = Files.newInputStream(Path.of(path))) {
      return input.readNBytes(MOST_BYTES);
    } catch (IOException e) {
      throw new CheckNotMadeException(name + " " + path + ": cannot be read: " + e.getMessage());
    }
  }
}
