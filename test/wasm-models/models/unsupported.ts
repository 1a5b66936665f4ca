/** Models that are refused on purpose, each with what the refusal says. */
export const UNSUPPORTED: readonly { readonly names: RegExp; readonly message: RegExp }[] = [
  { names: /^simple-imputer-words/, message: /a model that answers numbers, got texts/ },
  { names: /^function-/, message: /n_features_in_/ },
];
