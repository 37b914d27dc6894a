package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Registration;
import dev.cloudjar.cloud.Resource;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Has every need of an operation asked of the access point, too, that a request comes through.
 *
 * @param registration the operation's own
 */
record AccessPointRegistration<I>(Registration<I> registration) implements Registration<I> {

  @Override
  public Registration<I> authorises(String action, BiFunction<Call, I, Resource> resource) {
    return authorises((call, request) -> List.of(new Need(action, resource.apply(call, request))));
  }

  @Override
  public Registration<I> authorises(BiFunction<Call, I, List<Need>> needs) {
    registration.authorises(
        (call, request) ->
            needs.apply(call, request).stream()
                .flatMap(need -> AccessPointGuard.both(need).stream())
                .toList());
    return this;
  }

  @Override
  public Registration<I> authorisesWithin() {
    registration.authorisesWithin();
    return this;
  }

  @Override
  public Registration<I> needsNoPermission() {
    registration.needsNoPermission();
    return this;
  }

  @Override
  public Registration<I> recordedOnly(String why) {
    registration.recordedOnly(why);
    return this;
  }

  @Override
  public Registration<I> recordedMember(String member, String why) {
    registration.recordedMember(member, why);
    return this;
  }

  @Override
  public Registration<I> immediate() {
    registration.immediate();
    return this;
  }
}
