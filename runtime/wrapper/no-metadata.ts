/** What a unit that says nothing about itself is described by, as the Python wrapper does. @module */
import type { UnitMetadata } from "../units/unit.ts";

export const NO_METADATA: UnitMetadata = Object.freeze({
  name: "",
  versions: [""],
  platform: "",
  inputs: [],
  outputs: [],
  custom: {},
});
