package dev.cloudjar.iam;

/** Whatever policies can be attached to. */
sealed interface PolicyHolder permits User, Group, Role {
  Kind kind();

  String path();

  String name();

  String id();

  String arn(String accountId);
}
