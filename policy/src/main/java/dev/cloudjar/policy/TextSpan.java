package dev.cloudjar.policy;

/**
 * Where something stands in a document. Lines and columns count from 1; the end is the place just
 * behind the last character.
 */
public record TextSpan(int startLine, int startColumn, int endLine, int endColumn) {}
