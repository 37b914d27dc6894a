package dev.cloudjar.iam;

/** A row that says all by being there. */
record Marker() {}
