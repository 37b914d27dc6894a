package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.ResourceGuard;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ChangePasswordRequest;
import software.amazon.awssdk.services.iam.model.ChangePasswordResponse;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.GetLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.LoginProfile;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileResponse;

/** Passwords of users, and the policy of the account for them. */
final class LoginOperations {
  private final IamStore store;
  private final IamResources resources;
  private final Ids ids;

  LoginOperations(IamStore store, IamResources resources, Ids ids) {
    this.store = store;
    this.resources = resources;
    this.ids = ids;
  }

  void register(Operations ops) {
    ops.on(CreateLoginProfileRequest.class, CreateLoginProfileResponse.class, this::create)
        .authorises("iam:CreateLoginProfile", (call, it) -> resources.user(call, it.userName()));
    ops.on(GetLoginProfileRequest.class, GetLoginProfileResponse.class, this::get)
        .authorises("iam:GetLoginProfile", (call, it) -> resources.user(call, it.userName()));
    ops.on(UpdateLoginProfileRequest.class, UpdateLoginProfileResponse.class, this::update)
        .authorises("iam:UpdateLoginProfile", (call, it) -> resources.user(call, it.userName()));
    ops.on(DeleteLoginProfileRequest.class, DeleteLoginProfileResponse.class, this::delete)
        .authorises("iam:DeleteLoginProfile", (call, it) -> resources.user(call, it.userName()));
    ops.on(ChangePasswordRequest.class, ChangePasswordResponse.class, this::change)
        .authorises(
            "iam:ChangePassword",
            (call, it) -> resources.user(call, null).guardedBy(ownPassword(call.accountId())));
    ops.on(
            GetAccountPasswordPolicyRequest.class,
            GetAccountPasswordPolicyResponse.class,
            this::getPolicy)
        .authorises(
            "iam:GetAccountPasswordPolicy",
            (call, it) -> Resource.any(call).guardedBy(ownPassword(call.accountId())));
    ops.on(
            UpdateAccountPasswordPolicyRequest.class,
            UpdateAccountPasswordPolicyResponse.class,
            this::updatePolicy)
        .authorises("iam:UpdateAccountPasswordPolicy", (call, it) -> Resource.any(call));
    ops.on(
            DeleteAccountPasswordPolicyRequest.class,
            DeleteAccountPasswordPolicyResponse.class,
            this::deletePolicy)
        .authorises("iam:DeleteAccountPasswordPolicy", (call, it) -> Resource.any(call));
  }

  /**
   * What the account's policy for passwords lets its users do, whatever their own policies do not
   * say; a statement that denies it still counts.
   */
  private ResourceGuard ownPassword(String accountId) {
    return new ResourceGuard() {
      @Override
      public Optional<String> grant(Call call, String action) {
        return call.principal() instanceof Principal.User user
                && user.accountId().equals(accountId)
                && store
                    .read(snapshot -> Logins.policy(snapshot, accountId))
                    .filter(PasswordPolicy::usersChangeTheirs)
                    .isPresent()
            ? Optional.of("the account's password policy")
            : Optional.empty();
      }
    };
  }

  private CreateLoginProfileResponse create(Call call, CreateLoginProfileRequest request) {
    String account = call.accountId();
    if (RootTaskOperations.account(call, request.userName()).isPresent()) {
      return createForRoot(call, request);
    }
    if (request.password() == null) {
      throw IamFaults.validation("A password is required.");
    }
    Login login =
        Login.first(
            hash(request.password()),
            Boolean.TRUE.equals(request.passwordResetRequired()),
            IamStore.time(call));
    User user =
        store.change(
            account,
            transaction -> {
              User owner = UserOperations.requireNamed(transaction, call, request.userName());
              if (Logins.find(transaction, account, owner).isPresent()) {
                throw IamFaults.exists(
                    "Login Profile for user " + owner.name() + " already exists.");
              }
              Logins.check(transaction, account, owner, request.password());
              Logins.put(transaction, account, owner, login);
              return owner;
            });
    return CreateLoginProfileResponse.builder().loginProfile(shown(user.name(), login)).build();
  }

  /** Lets a root have a password, which it sets itself: nobody else ever knows one. */
  private CreateLoginProfileResponse createForRoot(Call call, CreateLoginProfileRequest request) {
    if (request.password() != null) {
      throw IamFaults.validation("The root user sets its password itself.");
    }
    String email = RootTaskOperations.email(call);
    Login login = Login.first(Login.NOBODYS, false, IamStore.time(call));
    store.note(
        transaction -> {
          if (RootLogins.find(transaction, call.accountId()).isPresent()) {
            throw IamFaults.exists("Login Profile for the root user already exists.");
          }
          RootLogins.put(transaction, call.accountId(), email, login);
          return login;
        });
    return CreateLoginProfileResponse.builder().loginProfile(shown(null, login)).build();
  }

  private GetLoginProfileResponse get(Call call, GetLoginProfileRequest request) {
    return store.read(
        snapshot -> {
          Optional<String> root = RootTaskOperations.account(call, request.userName());
          if (root.isPresent()) {
            Login login = RootLogins.require(snapshot, root.get()).login();
            return GetLoginProfileResponse.builder().loginProfile(shown(null, login)).build();
          }
          User user = UserOperations.requireNamed(snapshot, call, request.userName());
          return GetLoginProfileResponse.builder()
              .loginProfile(shown(user.name(), Logins.require(snapshot, call.accountId(), user)))
              .build();
        });
  }

  private UpdateLoginProfileResponse update(Call call, UpdateLoginProfileRequest request) {
    String account = call.accountId();
    Optional<Login.Hash> hash = Optional.ofNullable(request.password()).map(this::hash);
    store.change(
        account,
        transaction -> {
          User user = UserOperations.requireNamed(transaction, call, request.userName());
          Login login = Logins.require(transaction, account, user);
          boolean reset =
              request.passwordResetRequired() == null
                  ? login.resetRequired()
                  : request.passwordResetRequired();
          if (hash.isPresent()) {
            Logins.check(transaction, account, user, request.password());
            login = login.changedTo(hash.get(), reset, IamStore.time(call));
          }
          Logins.put(transaction, account, user, login.resetRequired(reset));
          return user;
        });
    return UpdateLoginProfileResponse.builder().build();
  }

  private DeleteLoginProfileResponse delete(Call call, DeleteLoginProfileRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          Optional<String> root = RootTaskOperations.account(call, request.userName());
          if (root.isPresent()) {
            RootLogins.delete(transaction, root.get());
            return root;
          }
          User user = UserOperations.requireNamed(transaction, call, request.userName());
          Logins.require(transaction, call.accountId(), user);
          Logins.delete(transaction, call.accountId(), user);
          return root;
        });
    return DeleteLoginProfileResponse.builder().build();
  }

  private ChangePasswordResponse change(Call call, ChangePasswordRequest request) {
    if (!(call.principal() instanceof Principal.User)) {
      throw IamFaults.onlyUsers();
    }
    Login.Hash hash = hash(request.newPassword());
    while (!changed(call, request, hash)) {
      // Somebody else has just set it: what was proved of the old one proves nothing any more.
    }
    return ChangePasswordResponse.builder().build();
  }

  /** False where the password has changed meanwhile; nobody waits in line behind the hashing. */
  private boolean changed(Call call, ChangePasswordRequest request, Login.Hash hash) {
    String account = call.accountId();
    Login login =
        store.read(
            snapshot ->
                Logins.require(
                    snapshot, account, UserOperations.requireNamed(snapshot, call, null)));
    if (!login.matches(request.oldPassword())) {
      throw IamFaults.wrongPassword();
    }
    int last = store.read(snapshot -> Logins.remembered(snapshot, account));
    if (login.remembers(request.newPassword(), last)) {
      throw IamFaults.unfitPassword();
    }
    return store.change(
        account,
        transaction -> {
          User user = UserOperations.requireNamed(transaction, call, null);
          Login now = Logins.require(transaction, account, user);
          if (!now.passwords().equals(login.passwords())
              || Logins.remembered(transaction, account) > last) {
            return false;
          }
          Logins.check(transaction, account, user, request.newPassword());
          Logins.put(transaction, account, user, now.changedTo(hash, false, IamStore.time(call)));
          return true;
        });
  }

  private GetAccountPasswordPolicyResponse getPolicy(
      Call call, GetAccountPasswordPolicyRequest request) {
    PasswordPolicy policy =
        store
            .read(snapshot -> Logins.policy(snapshot, call.accountId()))
            .orElseThrow(() -> IamFaults.noPasswordPolicy(call.accountId()));
    return GetAccountPasswordPolicyResponse.builder()
        .passwordPolicy(
            it ->
                it.minimumPasswordLength(policy.minimumLength())
                    .requireSymbols(policy.symbols())
                    .requireNumbers(policy.numbers())
                    .requireUppercaseCharacters(policy.uppercase())
                    .requireLowercaseCharacters(policy.lowercase())
                    .allowUsersToChangePassword(policy.usersChangeTheirs())
                    .expirePasswords(policy.maxAgeDays().isPresent())
                    .maxPasswordAge(policy.maxAgeDays().orElse(null))
                    .passwordReusePrevention(policy.reusePrevention().orElse(null))
                    .hardExpiry(policy.hardExpiry().orElse(null)))
        .build();
  }

  private UpdateAccountPasswordPolicyResponse updatePolicy(
      Call call, UpdateAccountPasswordPolicyRequest request) {
    PasswordPolicy policy =
        new PasswordPolicy(
            request.minimumPasswordLength() == null
                ? PasswordPolicy.LEAST_LENGTH
                : request.minimumPasswordLength(),
            Boolean.TRUE.equals(request.requireSymbols()),
            Boolean.TRUE.equals(request.requireNumbers()),
            Boolean.TRUE.equals(request.requireUppercaseCharacters()),
            Boolean.TRUE.equals(request.requireLowercaseCharacters()),
            Boolean.TRUE.equals(request.allowUsersToChangePassword()),
            Optional.ofNullable(request.maxPasswordAge()),
            Optional.ofNullable(request.passwordReusePrevention()),
            Optional.ofNullable(request.hardExpiry()));
    store.change(
        call.accountId(),
        transaction -> {
          Logins.putPolicy(transaction, call.accountId(), policy);
          return policy;
        });
    return UpdateAccountPasswordPolicyResponse.builder().build();
  }

  private DeleteAccountPasswordPolicyResponse deletePolicy(
      Call call, DeleteAccountPasswordPolicyRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          if (Logins.policy(transaction, call.accountId()).isEmpty()) {
            throw IamFaults.noPasswordPolicy(call.accountId());
          }
          Logins.deletePolicy(transaction, call.accountId());
          return request;
        });
    return DeleteAccountPasswordPolicyResponse.builder().build();
  }

  private Login.Hash hash(String password) {
    return Login.Hash.of(password, ids.bytes(Login.SALT_BYTES));
  }

  /**
   * @param userName none for a root
   */
  private static LoginProfile shown(@Nullable String userName, Login login) {
    return LoginProfile.builder()
        .userName(userName)
        .createDate(login.created())
        .passwordResetRequired(login.resetRequired())
        .build();
  }
}
