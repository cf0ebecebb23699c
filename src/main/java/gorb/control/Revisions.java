package gorb.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The states of intent that are still kept, as a store lets anybody read them; any thread. */
public interface Revisions {
  /** A revision that is still kept; empty where it is not. */
  Optional<Revision> revision(long number) throws IOException;

  /** What is still kept, the newest first. */
  List<Revision.Summary> revisions() throws IOException;
}
