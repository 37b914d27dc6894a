/**
 * The policy language of IAM: what a document says ({@link dev.cloudjar.policy.PolicyDocument}),
 * what several of them decide together ({@link dev.cloudjar.policy.Evaluator}), and why ({@link
 * dev.cloudjar.policy.Explanation}). Knows no service, no store and no SDK: whoever asks brings the
 * policies, the principal and the condition keys.
 */
@NullMarked
package dev.cloudjar.policy;

import org.jspecify.annotations.NullMarked;
