/**
 * The cryptography of KMS: what keys are made of and what is done with them. Knows neither the room
 * nor the wire; the JDK does the work where it can, BouncyCastle does the rest and is loaded only
 * then.
 */
@NullMarked
package dev.cloudjar.kms.crypto;

import org.jspecify.annotations.NullMarked;
