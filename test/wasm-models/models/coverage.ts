/** The coverage table of docs/models.md: what the tests reached, by estimator and version. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { EstimatorNode } from "../../../wasm-models/ir/program.ts";
import type { Truth } from "./truth.ts";

const DOCUMENT = join(import.meta.dirname, "../../../docs/models.md");

interface Cell {
  largest: number;
  compared: number;
  refused: number;
}

export class Coverage {
  readonly #library: string;
  readonly #versions: readonly string[];
  readonly #rows = new Map<string, Map<string, Cell>>();

  constructor(library: string, versions: readonly string[]) {
    this.#library = library;
    this.#versions = versions;
  }

  /** A file that answers as its library does, within `largest`. */
  reached(truth: Truth, estimator: EstimatorNode, largest: number): void {
    const cell = this.#cell(truth, rowOf(estimator));
    cell.compared++;
    cell.largest = Math.max(cell.largest, largest);
  }

  /** A model that is refused. */
  refused(truth: Truth): void {
    this.#cell(truth, outermost(truth)).refused++;
  }

  /** Compares the table with the document's, or writes it there. */
  check(): void {
    const text = readFileSync(DOCUMENT, "utf8");
    const [from, to] = [`<!-- coverage ${this.#library} -->\n`, `<!-- end of coverage ${this.#library} -->`];
    const start = text.indexOf(from) + from.length;
    const end = text.indexOf(to);
    expect(text.includes(from) && start <= end, `docs/models.md has a place for ${this.#library}`).toBe(true);
    const table = `\n${this.#table()}\n\n`;
    if (process.env["UPDATE_COVERAGE"] === "1") {
      writeFileSync(DOCUMENT, text.slice(0, start) + table + text.slice(end));
      return;
    }
    expect(text.slice(start, end), "run the tests with UPDATE_COVERAGE=1 to write it anew").toBe(table);
  }

  #table(): string {
    const rows = [...this.#rows].toSorted(([a], [b]) => a.localeCompare(b, "en"));
    const lines = rows.map(([name, cells]) => [name, ...this.#versions.map((version) => shown(cells.get(version)))]);
    const header = ["", ...this.#versions];
    return [header, header.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  }

  #cell(truth: Truth, name: string): Cell {
    const cells = this.#rows.get(name) ?? new Map<string, Cell>();
    this.#rows.set(name, cells);
    const cell = cells.get(truth.version) ?? { largest: 0, compared: 0, refused: 0 };
    cells.set(truth.version, cell);
    return cell;
  }
}

function outermost({ estimator }: Truth): string {
  return /^[^(]*/.exec(estimator)![0];
}

/** The outermost estimator; of a booster's own file with booster and objective. */
function rowOf({ name, detail }: EstimatorNode): string {
  if (name !== "Booster") return name;
  const what = detail.replace(/, [\d,]+ (tree|feature).*/, "");
  return /^(XGBoost|LightGBM)$/.test(what) ? "Booster, pickled" : `Booster, ${what}`;
}

/** Such as `1e-13`: the power of ten that no difference is beyond. */
function shown(cell: Cell | undefined): string {
  if (cell === undefined) return "";
  if (cell.compared === 0) return "refused";
  const reached = cell.largest === 0 ? "equal" : `1e${Math.ceil(Math.log10(cell.largest) - 1e-9)}`;
  return cell.refused === 0 ? reached : `${reached}, ${cell.refused} refused`;
}
