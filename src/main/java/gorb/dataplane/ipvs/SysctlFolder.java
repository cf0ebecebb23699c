package gorb.dataplane.ipvs;

import gorb.dataplane.DataplaneException;
import gorb.dataplane.Refusal.Kind;
import gorb.model.Sysctl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * The kernel's parameters of IPVS as files, those of the network namespace of the thread that uses this.
 *
 * @param path of the folder
 */
record SysctlFolder(Path path) {
  /** Those of IPVS. */
  static final SysctlFolder OF_IPVS = new SysctlFolder(Path.of("/proc/sys/net/ipv4/vs"));

  /** Those that this kernel has; a value that this version has no words for is left out. */
  Map<Sysctl, String> read() throws DataplaneException {
    var found = new EnumMap<Sysctl, String>(Sysctl.class);
    for (var sysctl : Sysctl.values()) {
      var file = path.resolve(sysctl.label());
      // Not Files.readString: it asks for the first byte alone, and such a file has nothing to give after that.
      try (var reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
        var line = reader.readLine();
        var value = line == null ? "" : line.strip().replaceAll("\\s+", " ");
        if (sysctl.takes(value)) {
          found.put(sysctl, value);
        }
      } catch (NoSuchFileException _) {
        // This kernel lacks it.
      } catch (IOException e) {
        throw new DataplaneException(Kind.TRANSIENT, "read net.ipv4.vs." + sysctl.label() + ": " + e, e);
      }
    }
    return found;
  }

  /** Sets one. */
  void write(Sysctl sysctl, String value) throws DataplaneException {
    var operation = "set net.ipv4.vs." + sysctl.label() + " to " + value + ": ";
    var file = path.resolve(sysctl.label());
    if (!Files.exists(file)) {
      throw new DataplaneException(Kind.UNSUPPORTED, operation + "this kernel has no such parameter");
    }
    try (var out = Files.newOutputStream(file)) {
      out.write(value.getBytes(StandardCharsets.US_ASCII));
    } catch (AccessDeniedException e) {
      throw new DataplaneException(Kind.NOT_PERMITTED, operation + "not permitted (needs CAP_NET_ADMIN)", e);
    } catch (IOException e) {
      var reason = String.valueOf(e.getMessage()).replace(file + ": ", "");
      boolean isSealed = reason.contains("Read-only");
      throw new DataplaneException(isSealed ? Kind.NOT_PERMITTED : Kind.REJECTED, operation + reason
          + (isSealed ? " (the unit of the service has ProtectKernelTunables=yes: see docs/director.md)" : ""), e);
    }
  }
}
