@NullMarked
package dev.cloudjar.sqs;

import org.jspecify.annotations.NullMarked;
