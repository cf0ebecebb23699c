package gorb.health;

/** Asks nothing: the server counts as well. */
record AlwaysProbe() implements Probe {
  @Override
  public void run() {}
}
