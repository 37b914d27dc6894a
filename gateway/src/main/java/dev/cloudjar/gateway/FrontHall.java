package dev.cloudjar.gateway;

import dev.cloudjar.gateway.control.ControlPages;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.RequestHandler;

/** Where all doors lead to: on to the pages of the cloud, or to the services. */
final class FrontHall implements RequestHandler {
  private final ControlPages pages;
  private final RequestHandler services;

  FrontHall(ControlPages pages, RequestHandler services) {
    this.pages = pages;
    this.services = services;
  }

  @Override
  public Exchange open(Incoming incoming) {
    return ControlPages.isControl(incoming.head().path())
        ? pages.open(incoming)
        : services.open(incoming);
  }
}
