/**
 * Amazon EC2.
 *
 * <p>The room is three: {@link dev.cloudjar.ec2.ground}, on which all stands; {@code vpc}, the
 * networks; and what runs in them. Each knows only what stands before it in this list; {@link
 * dev.cloudjar.ec2.Ec2Room} puts them together.
 */
@NullMarked
package dev.cloudjar.ec2;

import org.jspecify.annotations.NullMarked;
