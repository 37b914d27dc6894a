package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

@CloudjarTest(rooms = IamRoom.class)
class UserOperationsTest {
  private final IamClient iam;
  private final TestCloud cloud;

  UserOperationsTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @Test
  void a_user_is_what_it_was_made() {
    User made =
        iam.createUser(
                it -> it.userName("alice").path("/team/a/").tags(tag("cost", "low"), tag("a", "")))
            .user();
    assertThat(made.arn()).isEqualTo("arn:aws:iam::" + cloud.accountId() + ":user/team/a/alice");
    assertThat(made.userId()).matches("AIDA[A-Z2-7]{17}");
    assertThat(made.path()).isEqualTo("/team/a/");
    assertThat(made.createDate()).isEqualTo(cloud.clock().now().truncatedTo(ChronoUnit.SECONDS));
    assertThat(iam.getUser(it -> it.userName("alice")).user()).isEqualTo(made);
    assertThat(made.tags()).containsExactly(tag("a", ""), tag("cost", "low"));
  }

  @Test
  void names_are_not_told_apart_by_case() {
    iam.createUser(it -> it.userName("Alice"));
    refused(() -> iam.createUser(it -> it.userName("aLICE")))
        .as(EntityAlreadyExistsException.class)
        .withStatus(409)
        .withCode("EntityAlreadyExists")
        .saying("User with name aLICE already exists.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "sla/sh", "semi;colon", "umlaut-\u00e4", "<script>"})
  void hostile_names_are_refused(String name) {
    refused(() -> iam.createUser(it -> it.userName(name)))
        .withCode("ValidationError")
        .withStatus(400);
    assertThat(iam.listUsers().users()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-slash", "/half", "half/", "//", "/a//b/", "/sp ace/"})
  void paths_begin_and_end_with_a_slash(String path) {
    refused(() -> iam.createUser(it -> it.userName("u").path(path)))
        .withCode("ValidationError")
        .withStatus(400);
    assertThat(iam.listUsers().users()).isEmpty();
  }

  @Test
  void who_is_not_there_is_not_found() {
    refused(() -> iam.getUser(it -> it.userName("nobody")))
        .as(NoSuchEntityException.class)
        .withStatus(404)
        .saying("The user with name nobody cannot be found.");
    refused(() -> iam.deleteUser(it -> it.userName("nobody"))).withCode("NoSuchEntity");
    refused(() -> iam.updateUser(it -> it.userName("nobody").newUserName("x")))
        .withCode("NoSuchEntity");
  }

  @Test
  void a_user_keeps_all_under_another_name() {
    String id = iam.createUser(it -> it.userName("before").tags(tag("k", "v"))).user().userId();
    iam.putUserPolicy(
        it -> it.userName("before").policyName("p").policyDocument(Policies.ALLOW_LIST));
    iam.createUser(it -> it.userName("other"));
    refused(() -> iam.updateUser(it -> it.userName("before").newUserName("OTHER")))
        .withCode("EntityAlreadyExists");

    iam.updateUser(it -> it.userName("before").newUserName("after").newPath("/moved/"));

    User after = iam.getUser(it -> it.userName("after")).user();
    assertThat(after.userId()).isEqualTo(id);
    assertThat(after.arn()).endsWith(":user/moved/after");
    assertThat(after.tags()).containsExactly(tag("k", "v"));
    assertThat(iam.listUserPolicies(it -> it.userName("after")).policyNames()).containsExactly("p");
    refused(() -> iam.getUser(it -> it.userName("before"))).withCode("NoSuchEntity");
    assertThat(iam.listUsers(it -> it.pathPrefix("/moved/")).users())
        .extracting(User::userName)
        .containsExactly("after");
  }

  @Test
  void lists_go_page_by_page_below_a_path() {
    IntStream.range(0, 25)
        .forEach(
            i ->
                iam.createUser(
                    it -> it.userName("user-" + i).path(i % 2 == 0 ? "/even/" : "/odd/")));
    var first = iam.listUsers(it -> it.pathPrefix("/even/").maxItems(10));
    assertThat(first.isTruncated()).isTrue();
    assertThat(first.users()).hasSize(10);
    var second = iam.listUsers(it -> it.pathPrefix("/even/").maxItems(10).marker(first.marker()));
    assertThat(second.isTruncated()).isFalse();
    assertThat(second.marker()).isNull();
    assertThat(second.users()).hasSize(3);
    assertThat(
            iam.listUsersPaginator(it -> it.maxItems(7)).users().stream()
                .map(User::userName)
                .toList())
        .hasSize(25)
        .doesNotHaveDuplicates();
    refused(() -> iam.listUsers(it -> it.marker("not a marker!"))).withCode("ValidationError");
    refused(() -> iam.listUsers(it -> it.maxItems(1001))).withCode("ValidationError");
  }

  @Test
  void a_marker_opens_no_other_account() {
    IamClient other = cloud.client(IamClient.class, cloud.credentialsOf(cloud.newAccountId()));
    List.of("a", "b").forEach(name -> other.createUser(it -> it.userName(name)));
    String marker = other.listUsers(it -> it.maxItems(1)).marker();
    iam.createUser(it -> it.userName("mine"));
    assertThat(iam.listUsers(it -> it.marker(marker)).users())
        .extracting(User::userName)
        .isSubsetOf("mine");
  }

  @Test
  void what_hangs_on_a_user_goes_first() {
    iam.createUser(it -> it.userName("u"));
    iam.createGroup(it -> it.groupName("g"));
    iam.addUserToGroup(it -> it.groupName("g").userName("u"));
    conflict("remove users from group");
    iam.removeUserFromGroup(it -> it.groupName("g").userName("u"));
    iam.putUserPolicy(it -> it.userName("u").policyName("p").policyDocument(Policies.ALLOW_LIST));
    conflict("delete policies");
    iam.deleteUserPolicy(it -> it.userName("u").policyName("p"));
    String arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    iam.attachUserPolicy(it -> it.userName("u").policyArn(arn));
    conflict("detach all policies");
    iam.detachUserPolicy(it -> it.userName("u").policyArn(arn));
    String key = iam.createAccessKey(it -> it.userName("u")).accessKey().accessKeyId();
    conflict("delete access keys");
    iam.deleteAccessKey(it -> it.userName("u").accessKeyId(key));
    iam.deleteUser(it -> it.userName("u"));
    assertThat(iam.listUsers().users()).isEmpty();
  }

  private void conflict(String first) {
    refused(() -> iam.deleteUser(it -> it.userName("u")))
        .as(DeleteConflictException.class)
        .withStatus(409)
        .withCode("DeleteConflict")
        .saying("Cannot delete entity, must " + first + " first.");
  }

  @Test
  void the_root_is_a_user_without_a_name() {
    User root = iam.getUser().user();
    assertThat(root.arn()).isEqualTo("arn:aws:iam::" + cloud.accountId() + ":root");
    assertThat(root.userId()).isEqualTo(cloud.accountId());
  }

  @Test
  void tags_are_told_apart_by_key_whatever_its_case() {
    refused(() -> iam.createUser(it -> it.userName("u").tags(tag("A", "1"), tag("a", "2"))))
        .withCode("InvalidInput")
        .saying("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    iam.createUser(it -> it.userName("u").tags(tag("A", "1")));
    iam.tagUser(it -> it.userName("u").tags(tag("a", "2"), tag("b", "3")));
    assertThat(iam.listUserTags(it -> it.userName("u")).tags())
        .containsExactly(tag("a", "2"), tag("b", "3"));
    iam.untagUser(it -> it.userName("u").tagKeys("A"));
    assertThat(iam.listUserTags(it -> it.userName("u")).tags()).containsExactly(tag("b", "3"));
    refused(() -> iam.tagUser(it -> it.userName("u").tags(tag("aws:x", "1"))))
        .withCode("InvalidInput");
    refused(
            () ->
                iam.tagUser(
                    it ->
                        it.userName("u")
                            .tags(
                                IntStream.range(0, 50)
                                    .mapToObj(i -> tag("key-" + i, ""))
                                    .toList())))
        .withCode("LimitExceeded");
    assertThat(iam.listUserTags(it -> it.userName("u")).tags()).hasSize(1);
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }
}
