package gorb;

import gorb.control.Snapshot;
import gorb.control.TurnListener;
import java.util.List;

/** Tells several listeners of every turn, in their order. */
record TurnListeners(List<TurnListener> listeners) implements TurnListener {
  TurnListeners {
    listeners = List.copyOf(listeners);
  }

  @Override
  public void turned(Turn turn) {
    listeners.forEach(listener -> listener.turned(turn));
  }

  @Override
  public void published(Snapshot snapshot) {
    listeners.forEach(listener -> listener.published(snapshot));
  }
}
