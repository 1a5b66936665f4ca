/** Turns every import() of a bundle into a call of `$import`; rejects when it cannot tell for sure. */
export function borrowImport(code: string): Promise<string>;
