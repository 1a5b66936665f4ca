/** A parsed answer, of which a test reads what it expects: a wrong path fails the test. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;
