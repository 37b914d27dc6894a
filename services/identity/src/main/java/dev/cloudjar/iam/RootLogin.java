package dev.cloudjar.iam;

/**
 * That the root user of an account can sign in with a password.
 *
 * @param email in small letters; no two accounts have the same
 */
record RootLogin(String email, Login login) {}
