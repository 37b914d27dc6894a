/**
 * Launch templates and their versions, and the requests that they fill in. What a template holds is
 * kept by the names that AWS gives it, whatever it is: what of it instances can have is decided
 * when they are launched.
 */
@NullMarked
package dev.cloudjar.ec2.template;

import org.jspecify.annotations.NullMarked;
