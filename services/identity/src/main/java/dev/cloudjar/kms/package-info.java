/**
 * AWS KMS.
 *
 * <p>Real: keys of every spec but SM2, with real cryptography ({@code dev.cloudjar.kms.crypto}):
 * encryption, data keys and pairs, signatures, message authentication, key agreement; the states of
 * keys and what each of them refuses; deletion after its wait; rotation by time and on demand,
 * after which old ciphertexts can still be read; material that is imported, expires and is imported
 * again; multi-Region keys, whose replicas are there at once; aliases, keys of services, which are
 * made when their alias is first asked for; policies and grants, which the gate asks for; tags.
 * Keys are kept under a root key that is not in the store ({@link dev.cloudjar.cloud.Secrets}).
 *
 * <p>Nothing is recorded only. A grant token proves a grant that is effective anyway.
 *
 * <p>Unsupported: custom key stores, as there is neither CloudHSM nor an external key manager;
 * attestation documents of Nitro enclaves ({@code Recipient}); SM2, which AWS has in China only;
 * and the rotation of imported material of multi-Region keys. Of the quotas, those are kept that
 * belong to one key (aliases, tags, rotations on demand, size of the policy), and those on the use
 * of keys in each second of the virtual clock ({@link dev.cloudjar.kms.RequestQuotas}). Those on
 * the management of keys and on pairs of data keys, of which AWS allows but a few a second, are
 * kept where {@code cloudjar start --kms-request-rates} asks for them: where the clock stands
 * still, that second never ends. Those on the number of keys and grants are not kept.
 */
@NullMarked
package dev.cloudjar.kms;

import org.jspecify.annotations.NullMarked;
