package gorb.ipvsadm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with rules. */
final class Complaints {
  private static final int MOST = 100;

  private final List<Complaint> complaints = new ArrayList<>();

  void add(int line, String message) {
    complaints.add(new Complaint(line, message));
  }

  /** Whether something is wrong with a line. */
  boolean areThereOf(int line) {
    return complaints.stream().anyMatch(complaint -> complaint.line == line);
  }

  /** How many there are. */
  int count() {
    return complaints.size();
  }

  /** Refuses the rules where something is wrong with them. */
  void raise() throws RuleException {
    if (complaints.isEmpty()) {
      return;
    }
    var sorted = complaints.stream()
        .sorted(Comparator.comparingInt(Complaint::line))
        .map(complaint -> "line " + complaint.line + ": " + complaint.message)
        .toList();
    var told = new ArrayList<>(sorted.subList(0, Math.min(MOST, sorted.size())));
    if (sorted.size() > MOST) {
      told.add("and " + (sorted.size() - MOST) + " more");
    }
    throw new RuleException(told);
  }

  private record Complaint(int line, String message) {}
}
