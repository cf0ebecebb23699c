package gorb.bfd;

/** The link to a peer, watched. Any thread may call. */
public interface Link extends AutoCloseable {
  /** What is known of it. */
  LinkView view();

  /** Ends; the peer hears that this says nothing of the link. */
  @Override
  void close();
}
