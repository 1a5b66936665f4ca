/** What the server is called, for protocols that ask for it. @module */

export const PRODUCT = "zerohop";
/** The version of the package, which a test compares. */
export const VERSION = "0.1.0";
