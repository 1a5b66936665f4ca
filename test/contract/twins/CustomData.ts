/** customData: a component of JavaScript gets the bytes of the Any. strData selects other answers. */
export class CustomData {
  predict(X: unknown) {
    if (X instanceof Uint8Array) return X.slice().toReversed();
    return X === "packed" ? Uint8Array.of(1, 2) : new Uint8Array(0);
  }

  aggregate(features: readonly Uint8Array[]) {
    return Uint8Array.from(features.flatMap((bytes) => [...bytes]));
  }
}
