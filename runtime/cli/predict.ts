export async function predictCommand(_t: string, _o: unknown): Promise<void> { await Promise.resolve(); }
