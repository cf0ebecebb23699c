package gorb.control;

import gorb.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Remembers what it was told to announce; reports the problems that a test gives it. */
final class RecordingAnnouncer implements Announcer {
  private final List<Set<IpAddress>> calls = new ArrayList<>();
  private List<String> problems = List.of();

  /** The addresses of the last call, in words. */
  List<String> announced() {
    return calls.isEmpty() ? List.of() : calls.getLast().stream().map(IpAddress::toString).toList();
  }

  /** How often it was told anything. */
  int calls() {
    return calls.size();
  }

  void fail(List<String> withProblems) {
    problems = withProblems;
  }

  @Override
  public List<String> set(Set<IpAddress> addresses) {
    calls.add(new TreeSet<>(addresses));
    return problems;
  }

  @Override
  public void close() {}
}
