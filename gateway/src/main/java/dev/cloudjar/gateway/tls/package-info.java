/**
 * The local certificate authority, by which the doors answer to every name that they are called.
 */
@NullMarked
package dev.cloudjar.gateway.tls;

import org.jspecify.annotations.NullMarked;
