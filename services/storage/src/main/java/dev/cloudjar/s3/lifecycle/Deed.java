package dev.cloudjar.s3.lifecycle;

/** What a rule does to a version. */
public sealed interface Deed {

  record DeleteForGood() implements Deed {}

  record Transition(String storageClass) implements Deed {}

  /** Moves an object of Intelligent-Tiering into one of its archives. */
  record Archive(boolean deep) implements Deed {}

  /** Puts a delete marker in its place. */
  record Expire() implements Deed {}

  /** What comes first where several are due: the one with the highest rank. */
  default int rank() {
    return switch (this) {
      case DeleteForGood forGood -> 100;
      case Transition transition -> Waterfall.preference(transition.storageClass()) + 10;
      case Archive archive -> archive.deep() ? 2 : 1;
      case Expire expire -> 0;
    };
  }
}
