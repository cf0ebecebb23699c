package gorb.netlink;

/** Where the lines of a trace go. */
@FunctionalInterface
public interface Trace {
  /** No trace. */
  Trace NONE = _ -> {};

  /** Takes one line, without its end. */
  void line(String line);
}
