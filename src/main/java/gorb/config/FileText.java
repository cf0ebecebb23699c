package gorb.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of a file, within a bound and in UTF-8. */
final class FileText {
  /** No list of services that a person keeps is longer. */
  static final int LARGEST_MIB = 16;

  private static final int LARGEST = LARGEST_MIB << 20;

  private FileText() {}

  /** Reads a whole file; a byte order mark is no part of its text. */
  static String read(Path file, FileProblems problems) throws ConfigException {
    return text(bytes(file, problems), problems);
  }

  /** Reads all of a stream, in the same way. */
  static String read(InputStream stream, FileProblems problems) throws ConfigException {
    try {
      return text(bytes(stream, problems), problems);
    } catch (IOException e) {
      throw problems.refusal(null, "cannot be read: " + e);
    }
  }

  private static String text(byte[] bytes, FileProblems problems) throws ConfigException {
    var text = CharBuffer.allocate(bytes.length);
    var decoder = StandardCharsets.UTF_8.newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
    boolean isText = !decoder.decode(ByteBuffer.wrap(bytes), text, true).isError();
    text.flip();
    if (!isText) {
      throw problems.refusal(Position.after(text), "not UTF-8");
    }
    var whole = text.toString();
    return whole.startsWith("\uFEFF") ? whole.substring(1) : whole;
  }

  private static byte[] bytes(Path file, FileProblems problems) throws ConfigException {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw problems.refusal(null, "no regular file");
      }
      try (var stream = Files.newInputStream(file)) {
        return bytes(stream, problems);
      }
    } catch (NoSuchFileException _) {
      throw problems.refusal(null, "no such file");
    } catch (IOException e) {
      throw problems.refusal(null, "cannot be read: " + e);
    }
  }

  private static byte[] bytes(InputStream stream, FileProblems problems) throws ConfigException, IOException {
    var bytes = stream.readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw problems.refusal(null, "too large (expected: at most " + LARGEST_MIB + " MiB)");
    }
    return bytes;
  }
}
