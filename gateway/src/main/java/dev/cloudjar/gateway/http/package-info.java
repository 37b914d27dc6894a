/** The doors for HTTP: one port for plain HTTP, TLS, HTTP/1.1 and HTTP/2. Knows no service. */
@NullMarked
package dev.cloudjar.gateway.http;

import org.jspecify.annotations.NullMarked;
