/** Which column of a data file is which column of a model. @module */
import type { Cell, TrainedFeature } from "../../units/trained-model.ts";
import { plain } from "./plain-text.ts";
import type { Table } from "./table.ts";

/** Gives the cell of a model's column. */
export type CellReader = (row: number, feature: number) => Cell;

/**
 * By name where both have names, otherwise by place.
 * @param name of the file, for errors
 * @throws Error naming a column that is missing, or how many there are
 */
export function readerOf(table: Table, features: readonly TrainedFeature[], name: string): CellReader {
  const places = placesOf(table, features, name);
  return (row, feature) => {
    const column = places[feature]!;
    if (column < 0) return null;
    return features[feature]!.kind === "string" ? table.text(row, column) : table.cell(row, column);
  };
}

function placesOf(table: Table, features: readonly TrainedFeature[], name: string): readonly number[] {
  const { names, columns } = table;
  const known = features.every((feature) => feature.name !== undefined);
  if (names !== undefined && known && features.some((feature) => names.includes(feature.name!))) {
    return features.map((feature) => {
      const place = names.indexOf(feature.name!);
      if (place < 0 && feature.kind !== "unused") {
        throw new Error(`${name}: expected a column "${plain(feature.name!)}", got none of that name`);
      }
      return place;
    });
  }
  if (columns !== features.length) {
    throw new Error(`${name}: expected ${features.length} columns as the model takes, got ${columns}`);
  }
  return features.map((_, feature) => feature);
}
