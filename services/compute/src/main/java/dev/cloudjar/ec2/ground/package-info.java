/**
 * What all of EC2 stands on: kinds of resources and their ids, rows with an index of who refers to
 * whom, tags, filters and paging, client tokens, dry runs, what permissions are about, and errors.
 */
@NullMarked
package dev.cloudjar.ec2.ground;

import org.jspecify.annotations.NullMarked;
