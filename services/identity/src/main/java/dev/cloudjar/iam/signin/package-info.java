/** The console's door as browsers see it: pages, forms, cookies, and how often one may try. */
@NullMarked
package dev.cloudjar.iam.signin;

import org.jspecify.annotations.NullMarked;
