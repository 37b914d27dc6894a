package dev.cloudjar.cloud;

import java.util.List;

/** A request that is no operation, with what a room needs to decide by itself who may. */
public interface PlainRequest {

  PlainHead head();

  /** Where it came from and how, of a request that is to be no call. */
  Call.Http http();

  /**
   * The bytes that it brings, without their framing; checked against what was signed where {@link
   * #call} was asked first.
   */
  Body body();

  /**
   * The request as a call, in the name of whoever signed it in header or query; anonymous where
   * nobody did.
   *
   * @param operation what policies, trails and metrics are to know it by, such as {@code
   *     PostObject}
   * @param signingName the service that it has to be signed for, such as {@code execute-api}
   * @throws Fault where the signature is not believed
   */
  Call call(String operation, String signingName);

  /**
   * The request as a call in the name of whoever signed its form.
   *
   * @throws Fault where the signature is not believed
   */
  Call call(String operation, SignedForm form);

  /**
   * Lets a call pass the gate.
   *
   * @throws Fault the service's refusal, where it may not
   */
  void admit(Call call, List<Gate.Need> needs);
}
