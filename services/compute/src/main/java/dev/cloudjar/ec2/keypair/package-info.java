/** Key pairs: made here or brought along. */
@NullMarked
package dev.cloudjar.ec2.keypair;

import org.jspecify.annotations.NullMarked;
