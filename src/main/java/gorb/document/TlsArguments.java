package gorb.document;

import gorb.model.TlsSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The arguments of a check that say how it speaks TLS. */
final class TlsArguments {
  static final String VERIFY = "tls_verify";
  static final String CA = "ca";
  static final String SERVER_NAME = "server_name";
  static final String CERTIFICATE = "certificate";
  static final String KEY = "key";
  /** How long a path of a file may be. */
  static final int LONGEST_PATH = 1_024;

  private TlsArguments() {}

  /** The settings where {@code tls} asks for them; else null, and settings without it are problems. */
  static @Nullable TlsSettings readOptional(Fields args) {
    boolean wanted = args.bool("tls").orElse(false);
    var settings = read(args);
    if (!wanted && !settings.equals(TlsSettings.DEFAULT)) {
      args.problems().add(args.path("tls"), "not true (expected: true, since there are settings of TLS)");
    }
    return wanted ? settings : null;
  }

  /** The settings. */
  static TlsSettings read(Fields args) {
    boolean verify = args.bool(VERIFY).orElse(true);
    var authorities = path(args, CA);
    var name = args.text(SERVER_NAME, Hosts.LONGEST).filter(it -> isName(args, it));
    var certificate = path(args, CERTIFICATE);
    var key = path(args, KEY);
    if (key.isPresent() && certificate.isEmpty()) {
      args.problems().add(args.path(CERTIFICATE), "missing (expected: the certificate of the key)");
    }
    if (authorities.isPresent() && !verify) {
      args.problems().add(args.path(CA), "given (expected: nothing, since nothing is verified)");
    }
    return new TlsSettings(verify, authorities.orElse(null), name.orElse(null), certificate
        .map(it -> new TlsSettings.ClientCertificate(it, key.orElse(it))).orElse(null));
  }

  /** Writes what is not as the default has it. */
  static void write(ObjectNode args, TlsSettings tls) {
    if (!tls.verify()) {
      args.put(VERIFY, false);
    }
    if (tls.authorities() != null) {
      args.put(CA, tls.authorities());
    }
    if (tls.serverName() != null) {
      args.put(SERVER_NAME, tls.serverName());
    }
    if (tls.client() != null) {
      args.put(CERTIFICATE, tls.client().certificate());
      if (!tls.client().key().equals(tls.client().certificate())) {
        args.put(KEY, tls.client().key());
      }
    }
  }

  private static Optional<String> path(Fields args, String name) {
    return args.text(name, LONGEST_PATH).filter(path -> {
      if (path.startsWith("/") && path.indexOf(0) < 0) {
        return true;
      }
      args.problems().add(args.path(name), "\"" + path + "\" (expected: the whole path of a file, from its slash)");
      return false;
    });
  }

  private static boolean isName(Fields args, String name) {
    if (name.matches("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")) {
      return true;
    }
    args.problems().add(args.path(SERVER_NAME), "\"" + name + "\" (expected: a host's name)");
    return false;
  }
}
