package dev.cloudjar.conformance.access;

import dev.cloudjar.junit.TestCloud;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;

/** The users of an account, made by its root. */
final class Users {
  static final String EVERYTHING = allow("*", "*");

  private final IamClient iam;

  Users(TestCloud cloud, String accountId) {
    this.iam = cloud.client(IamClient.class, cloud.credentialsOf(accountId));
  }

  /** Makes a user without any policy. */
  AwsCredentialsProvider create(String name) {
    iam.createUser(it -> it.userName(name));
    var key = iam.createAccessKey(it -> it.userName(name)).accessKey();
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
  }

  /** Gives a user a policy, in place of the one of that name. */
  void permit(String user, String policyName, String document) {
    iam.putUserPolicy(it -> it.userName(user).policyName(policyName).policyDocument(document));
  }

  /** Takes a policy away. */
  void forbid(String user, String policyName) {
    iam.deleteUserPolicy(it -> it.userName(user).policyName(policyName));
  }

  static String allow(String action, String resource) {
    return statement("Allow", action, resource);
  }

  static String deny(String action, String resource) {
    return statement("Deny", action, resource);
  }

  private static String statement(String effect, String action, String resource) {
    return """
        {"Version":"2012-10-17","Statement":{"Effect":"%s","Action":"%s","Resource":"%s"}}"""
        .formatted(effect, action, resource);
  }
}
