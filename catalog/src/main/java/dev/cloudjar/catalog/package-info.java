/**
 * The official API metadata: which services, operations, errors and limits there are, and how they
 * travel.
 */
@NullMarked
package dev.cloudjar.catalog;

import org.jspecify.annotations.NullMarked;
