package dev.cloudjar.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that follows the grammar, but may lack what its kind needs.
 *
 * @param effect as it is written
 * @param variables whether the document's version knows variables
 */
record StatementDraft(
    String sid,
    String effect,
    TextSpan span,
    String text,
    PrincipalReader.@Nullable Principals principals,
    @Nullable Element action,
    @Nullable Element resource,
    List<Condition> conditions,
    boolean variables) {

  /** The statement itself, once it has been checked. */
  Statement statement(int index) {
    if (action == null) {
      throw new IllegalStateException("The statement has not been checked.");
    }
    Effect its = effect.equals("Allow") ? Effect.ALLOW : Effect.DENY;
    return new Statement(
        index,
        sid,
        its,
        span,
        text,
        principals == null
            ? null
            : new PrincipalElement(principals.negated(), its, principals.names()),
        new ActionElement(action),
        resource == null ? null : new ResourceElement(resource, variables),
        conditions);
  }
}
