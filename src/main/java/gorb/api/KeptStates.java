package gorb.api;

import gorb.control.Intent;
import gorb.control.Revision;
import gorb.control.Snapshot;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The states that are kept, and why one cannot be had, in the words of HTTP. */
final class KeptStates {
  private final Control control;

  KeptStates(Control control) {
    this.control = control;
  }

  /** What is kept, the newest first. */
  List<Revision.Summary> all() throws ApiException {
    try {
      return control.kept().revisions();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * A revision that a client names.
   *
   * @throws ApiException where it is not kept (any more), or is no number
   */
  Revision get(String number) throws ApiException {
    try {
      var revision = number.matches("\\d{1,18}")
          ? control.kept().revision(Long.parseLong(number))
          : Optional.<Revision>empty();
      return revision.orElseThrow(() ->
          new ApiException(404, "revision " + number + " is not kept (GET /revisions lists those that are)"));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * What is wanted at present. A snapshot lacks what an earlier process wanted until the data plane was looked at; while
   * that cannot be reached, it is what is kept.
   */
  Intent inForce(Snapshot snapshot) throws ApiException {
    return snapshot.unreachable().isEmpty() || snapshot.revision() == 0
        ? snapshot.intent()
        : get(Long.toString(snapshot.revision())).intent();
  }

  private static ApiException unreadable(IOException e) {
    return new ApiException(500, String.valueOf(e.getMessage()));
  }
}
