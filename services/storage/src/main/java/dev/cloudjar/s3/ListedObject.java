package dev.cloudjar.s3;

/** An object in a listing. */
record ListedObject(String key, Version.Stored object) {}
