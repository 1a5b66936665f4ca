/** The number of the operation that makes a value. @module */
export type Value = number;
