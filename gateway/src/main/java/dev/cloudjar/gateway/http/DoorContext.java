package dev.cloudjar.gateway.http;

import dev.cloudjar.gateway.exchange.RequestHandler;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * What every connection of a door shares.
 *
 * @param handler who answers
 * @param limits what one client may take
 * @param workers run what may wait, a virtual thread each
 * @param closing whether the door takes no more requests than those that have begun
 */
record DoorContext(
    RequestHandler handler, DoorLimits limits, Executor workers, BooleanSupplier closing) {}
