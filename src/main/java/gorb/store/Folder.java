package gorb.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The files of one folder. Nothing but {@link #sync} makes anything last beyond a power cut: before it, content may be
 * torn, and names may be there or not.
 */
interface Folder {
  /** What is in it, in no order. */
  List<String> names() throws IOException;

  /** The content of a file. */
  InputStream read(String name) throws IOException;

  /** Makes a file that only its owner may read, or replaces its content. */
  void write(String name, byte[] content) throws IOException;

  /** Makes the content of a file last. */
  void sync(String name) throws IOException;

  /** Gives a file another name, in place of a file that has it. */
  void rename(String from, String to) throws IOException;

  /** Removes a file, if it is there. */
  void delete(String name) throws IOException;

  /** Makes the names last. */
  void sync() throws IOException;
}
