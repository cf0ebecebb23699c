package gorb.control;

/** What becomes of entries that somebody else changed in the data plane. */
public enum DriftPolicy {
  /** They are made again what they are to be. */
  REPAIR,
  /** They are told, and stay as they are until their service is changed. */
  REPORT
}
