package dev.cloudjar.ec2.spot;

import java.util.Locale;

/**
 * Why a request is in its state.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-request-status.html">Get
 *     the status of a Spot Instance request</a>
 */
public enum SpotStatus {
  FULFILLED("Your Spot request is fulfilled."),
  REQUEST_CANCELED_AND_INSTANCE_RUNNING(
      "Your Spot request is canceled, but your instance is still running."),
  CANCELED_BEFORE_FULFILLMENT("Your Spot request is canceled before it was fulfilled."),
  MARKED_FOR_TERMINATION("Your Spot Instance is marked for termination."),
  MARKED_FOR_STOP("Your Spot Instance is marked for stop."),
  INSTANCE_TERMINATED_BY_USER("Your Spot Instance was terminated by user-initiated termination."),
  INSTANCE_TERMINATED_NO_CAPACITY(
      "Your Spot Instance was terminated because there is no Spot capacity available."),
  INSTANCE_STOPPED_BY_USER("Your Spot Instance was stopped by user-initiated stop."),
  INSTANCE_STOPPED_NO_CAPACITY(
      "Your Spot Instance was stopped because there is no Spot capacity available."),
  CAPACITY_NOT_AVAILABLE("There is no Spot capacity available that matches your request.");

  private final String message;

  SpotStatus(String message) {
    this.message = message;
  }

  /** As AWS spells it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** In words. */
  public String message() {
    return message;
  }
}
