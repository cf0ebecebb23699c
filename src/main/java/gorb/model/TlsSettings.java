package gorb.model;

import org.jspecify.annotations.Nullable;

/**
 * How a check speaks TLS. Files are read by the check, and again when they have changed.
 *
 * @param verify whether the server's certificate has to be valid now, of a trusted authority, and of its name
 * @param authorities a PEM file of the certificates to trust; null for those of the Java runtime
 * @param serverName the name that is asked for (SNI) and that the certificate must have; null for the target's host
 * @param client what the check shows of itself; null for nothing
 */
public record TlsSettings(
    boolean verify, @Nullable String authorities, @Nullable String serverName, @Nullable ClientCertificate client) {
  /** What is not said otherwise. */
  public static final TlsSettings DEFAULT = new TlsSettings(true, null, null, null);

  /** The same for another server than the one that it was made for: without its name, and showing nothing. */
  public TlsSettings forAnotherServer() {
    return new TlsSettings(verify, authorities, null, null);
  }

  /**
   * A certificate and its key.
   *
   * @param certificate a PEM file, the certificate first, then those of its authorities
   * @param key a PEM file of a key in PKCS #8 without password; may be the same file
   */
  public record ClientCertificate(String certificate, String key) {}
}
