package dev.cloudjar.cloud;

/**
 * A room that also answers requests which are no operation of any API: preflights and forms of
 * browsers, websites, the URLs of functions and APIs.
 */
public interface PlainRoom extends Room {

  /**
   * Whether a request may be one that the room answers by {@link Operations#plain}. Asked before
   * anything else is known and before the room is open, so it looks at method, host and headers and
   * at nothing else.
   */
  boolean mayAnswer(PlainHead head);
}
