package gorb.lab;

import gorb.lab.IpvsadmText.Connections;
import gorb.lab.IpvsadmText.Counters;
import gorb.lab.IpvsadmText.Limits;
import gorb.lab.IpvsadmText.Row;
import gorb.lab.IpvsadmText.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The ipvsadm of a network namespace: an independent witness of the kernel's table, and a way to make one without
 * this project. It works in the namespace it was made for, or in the first one.
 */
public final class Ipvsadm {
  private final Function<Command, Command.Output> execution;

  private Ipvsadm(Function<Command, Command.Output> execution) {
    this.execution = execution;
  }

  /** The ipvsadm of the namespace that the calling thread lives in. */
  public static Ipvsadm here() {
    return new Ipvsadm(Command::succeed);
  }

  /** The ipvsadm of a namespace. */
  public static Ipvsadm in(NetworkNamespace namespace) {
    return new Ipvsadm(namespace::exec);
  }

  /**
   * Runs the lines of a rules file, such as {@code -A -t 10.0.0.1:80 -s rr}: one process for all of them. ipvsadm goes
   * on after a line that failed and ends with the last one's exit code, so whatever it says is a failure.
   */
  public void restore(String... rules) {
    var output = execution.apply(Command.of("ipvsadm", "-R").withInput(String.join("\n", rules) + "\n"));
    if (!output.stderr().isEmpty()) {
      throw new IllegalStateException(output.toString());
    }
  }

  /** Removes every service. */
  public void clear() {
    run("-C");
  }

  /** The table: services by key, in the order ipvsadm prints them. */
  public Map<String, Service> table() {
    return IpvsadmText.table(run("-Sn"));
  }

  /** The connection thresholds, which {@link #table} lacks since {@code ipvsadm -S} does not save them. */
  public Map<Row.Key, Limits> limits() {
    return rows("--thresholds", Limits::of);
  }

  /** How many connections each server has. */
  public Map<Row.Key, Connections> connections() {
    return rows("--persistent-conn", Connections::of);
  }

  /** What each server has counted; the kernel adds it up every 2 s only. */
  public Map<Row.Key, Counters> counters() {
    return rows("--stats", Counters::of);
  }

  private <T> Map<Row.Key, T> rows(String option, Function<List<String>, T> columns) {
    var rows = new LinkedHashMap<Row.Key, T>();
    IpvsadmText.servers(run("-Ln", option, "--exact")).forEach(row -> rows.put(row.key(), columns.apply(row.columns())));
    return rows;
  }

  private List<String> run(String... options) {
    var arguments = new ArrayList<>(List.of("ipvsadm"));
    arguments.addAll(List.of(options));
    return execution.apply(Command.of(arguments.toArray(String[]::new))).lines();
  }
}
