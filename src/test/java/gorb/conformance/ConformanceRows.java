package gorb.conformance;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The rows, tried one after the other on one running daemon, each beginning with no service. A subclass says where the
 * daemon is: within this process over memory, or a real one with ipvsadm(8) as the witness.
 */
public abstract class ConformanceRows {
  /** Where the daemon is. */
  protected abstract Site site();

  @TestFactory
  Stream<DynamicTest> services() {
    return tests(ServiceRows.rows());
  }

  @TestFactory
  Stream<DynamicTest> backends() {
    return tests(BackendRows.rows());
  }

  @TestFactory
  Stream<DynamicTest> pulse() {
    return tests(PulseRows.rows());
  }

  private Stream<DynamicTest> tests(List<Row> rows) {
    return rows.stream().map(row -> DynamicTest.dynamicTest(row.id() + " " + row.says(), () -> {
      var bench = new Bench(site());
      bench.clear();
      row.check().run(bench);
      bench.clear();
      System.out.println("conformance " + row.id() + ": " + row.says());
    }));
  }
}
