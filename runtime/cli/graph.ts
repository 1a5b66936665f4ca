export async function graphCommand(_t: string, _o: unknown): Promise<void> { await Promise.resolve(); }
