/**
 * The policies that AWS has made for all accounts, as AWS publishes them: those that people attach
 * most, not all. Each is a resource, word for word; {@code index.tsv} says when it was made and
 * changed, its version and the page that it is described on. Earlier versions are not known, and
 * neither are AWS's own ids of the policies, so that they have others here.
 */
@NullMarked
package dev.cloudjar.iam.managed;

import org.jspecify.annotations.NullMarked;
