package dev.cloudjar.cloud;

/**
 * A room that has to be open before its first request, since it hears what others do. It opens by
 * itself right after the start, and what happens meanwhile is told to it then.
 */
public interface EagerRoom extends Room {}
