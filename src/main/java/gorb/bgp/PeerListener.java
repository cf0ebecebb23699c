package gorb.bgp;

/** Is told of sessions, on the thread of the speaker: quick and without I/O. */
public interface PeerListener {
  /** Ignores everything. */
  PeerListener NONE = _ -> {};

  /** A session came up or went down. */
  void changed(PeerTransition transition);
}
