/** What an instance does when it starts: the part that cloud-init has on AWS. */
@NullMarked
package dev.cloudjar.ec2.boot;

import org.jspecify.annotations.NullMarked;
