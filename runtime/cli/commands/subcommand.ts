/** The shape of a subcommand: its place in the table and its command line. @module */
import type { Command } from "commander";

export interface Subcommand {
  /** The word behind `zerohop`. */
  readonly name: string;
  /** Declares arguments, options, an example and the action, which loads the work when it is called. */
  readonly declare: (command: Command) => void;
}
