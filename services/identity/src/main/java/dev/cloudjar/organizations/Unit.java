package dev.cloudjar.organizations;

/** An organizational unit. */
record Unit(String id, String name, String parentId) {}
