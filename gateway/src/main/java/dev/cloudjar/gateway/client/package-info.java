/** The SDK's clients without sockets: their requests go straight to who answers. */
@NullMarked
package dev.cloudjar.gateway.client;

import org.jspecify.annotations.NullMarked;
