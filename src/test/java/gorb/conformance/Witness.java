package gorb.conformance;

import gorb.dataplane.Table;

/** Says what a data plane carries, by other means than the daemon: the table itself, or ipvsadm(8) beside a kernel. */
@FunctionalInterface
public interface Witness {
  /** The whole table as it is now. */
  Table table() throws Exception;
}
