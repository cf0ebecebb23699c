package gorb.bfd;

import java.time.Duration;
import java.time.Instant;

/**
 * What is known of the link to a peer.
 *
 * @param since when the session went up or down
 * @param reason why it is not up any more, in words; empty where it never was
 * @param interval between two packets that we send; zero where the peer wants none
 * @param detectionTime how long the peer may be silent; zero while it is not heard
 * @param failures how often the link was found dead
 */
public record LinkView(
    LinkState state, Instant since, String reason, Duration interval, Duration detectionTime, long failures) {}
