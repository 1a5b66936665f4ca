/** Compiles a guest of this folder with its weights; gives the bytes of the module. */
export function buildGuest(
  guest: "logistic" | "scaler",
  weights: Readonly<Record<string, unknown>>,
  name: string,
): Promise<Uint8Array>;
