package dev.cloudjar.kms;

import dev.cloudjar.store.KeyValueStore;
import java.util.Optional;
import java.util.Set;

/** Keys that services have in every account, made when somebody first asks for them. */
final class AwsManagedKeys {
  private static final Set<String> SERVICES =
      Set.of(
          "acm",
          "backup",
          "codecommit",
          "connect",
          "dax",
          "dms",
          "dynamodb",
          "ebs",
          "elasticfilesystem",
          "es",
          "fsx",
          "glue",
          "kafka",
          "kinesis",
          "kinesisvideo",
          "lambda",
          "mq",
          "rds",
          "redshift",
          "s3",
          "secretsmanager",
          "sns",
          "sqs",
          "ssm",
          "transfer",
          "workspaces",
          "xray");

  private final KeyValueStore store;
  private final KeyMaker maker;

  AwsManagedKeys(KeyValueStore store, KeyMaker maker) {
    this.store = store;
    this.maker = maker;
  }

  /** Whether a service here or on AWS has a key of that alias. */
  static boolean knows(String alias) {
    return alias.startsWith(Alias.AWS_PREFIX)
        && SERVICES.contains(alias.substring(Alias.AWS_PREFIX.length()));
  }

  /** Makes the key of an alias, unless it is there. */
  void create(AliasStore.Name alias) {
    String service = alias.name().substring(Alias.AWS_PREFIX.length());
    KeyMaker.Draft draft =
        KeyMaker.Draft.awsManaged(
            "Default key that protects my " + service + " data when no other key is defined",
            KeyPolicies.ofService(alias.accountId(), alias.region(), service));
    KeyMaker.Made made = maker.make(alias.accountId(), alias.region(), draft);
    store.transact(
        transaction -> {
          if (AliasStore.find(transaction, alias) == null) {
            maker.put(transaction, made);
            AliasStore.put(
                transaction,
                alias,
                new Alias(made.id().id(), made.key().created(), made.key().created()));
          }
          return Optional.empty();
        });
  }
}
