package gorb.health;

import gorb.model.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes contexts of TLS from settings. What is read from files is kept until they change: their size or time of change
 * is looked at for each context. Any thread may use it; no file is read with the lock held.
 */
final class TlsContexts {
  /** How many settings are kept; the one that was used last goes first. */
  private static final int MOST_KEPT = 1_024;
  private static final char[] NO_PASSWORD = {};

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<TlsSettings, Loaded> kept = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A context that knows no session yet.
   *
   * @throws CheckNotMadeException where a file cannot be read, or does not hold what it should
   */
  SSLContext fresh(TlsSettings settings) throws CheckNotMadeException {
    try {
      var loaded = loaded(settings);
      var context = SSLContext.getInstance("TLS");
      context.init(
          loaded.keys().toArray(KeyManager[]::new), loaded.trust().toArray(TrustManager[]::new), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new CheckNotMadeException("tls: " + e.getMessage());
    }
  }

  private Loaded loaded(TlsSettings settings) throws CheckNotMadeException, GeneralSecurityException {
    var stamps = stamps(settings);
    var known = kept(settings);
    if (known != null && known.stamps().equals(stamps)) {
      return known;
    }
    var loaded = new Loaded(stamps, keys(settings.client()), trust(settings));
    lock.lock();
    try {
      kept.put(settings, loaded);
      if (kept.size() > MOST_KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
    return loaded;
  }

  private @Nullable Loaded kept(TlsSettings settings) {
    lock.lock();
    try {
      return kept.get(settings);
    } finally {
      lock.unlock();
    }
  }

  private static List<TrustManager> trust(TlsSettings settings) throws CheckNotMadeException, GeneralSecurityException {
    if (!settings.verify()) {
      return List.of(new TrustsEverybody());
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore authorities = null;
    if (settings.authorities() != null) {
      authorities = emptyStore();
      for (var certificate : PemFile.certificates("ca", settings.authorities())) {
        authorities.setCertificateEntry("ca" + authorities.size(), certificate);
      }
    }
    factory.init(authorities);
    return List.of(factory.getTrustManagers());
  }

  private static List<KeyManager> keys(TlsSettings.@Nullable ClientCertificate client)
      throws CheckNotMadeException, GeneralSecurityException {
    if (client == null) {
      return List.of();
    }
    var chain = PemFile.certificates("certificate", client.certificate());
    var key = PemFile.key("key", client.key(), chain.getFirst().getPublicKey().getAlgorithm());
    var store = emptyStore();
    store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return List.of(factory.getKeyManagers());
  }

  private static KeyStore emptyStore() throws CheckNotMadeException, GeneralSecurityException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new CheckNotMadeException("tls: " + e.getMessage());
    }
    return store;
  }

  private static List<String> stamps(TlsSettings settings) throws CheckNotMadeException {
    var stamps = new ArrayList<String>();
    if (settings.authorities() != null) {
      stamps.add(stamp("ca", settings.authorities()));
    }
    if (settings.client() != null) {
      stamps.add(stamp("certificate", settings.client().certificate()));
      stamps.add(stamp("key", settings.client().key()));
    }
    return stamps;
  }

  private static String stamp(String name, String path) throws CheckNotMadeException {
    try {
      var file = Path.of(path);
      return Files.size(file) + " " + Files.getLastModifiedTime(file);
    } catch (NoSuchFileException _) {
      throw new CheckNotMadeException(name + " " + path + ": no such file");
    } catch (IOException | InvalidPathException e) {
      throw new CheckNotMadeException(name + " " + path + ": cannot be read: " + e.getMessage());
    }
  }

  /** What was made of files, and what they were then. */
  private record Loaded(List<String> stamps, List<KeyManager> keys, List<TrustManager> trust) {
    Loaded {
      stamps = List.copyOf(stamps);
      keys = List.copyOf(keys);
      trust = List.copyOf(trust);
    }
  }
}
