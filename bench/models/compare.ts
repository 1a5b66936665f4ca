/** Engines take turns at one model after another. @module */
import { alternate, median, medianOf, ratioOf } from "../harness.ts";
import type { BenchOptions, Finding } from "../harness.ts";
import { withPeers } from "../processes.ts";
import type { ModelEntry } from "./catalogue.ts";
import { isMissing } from "./engine.ts";
import type { Engine } from "./engine.ts";
import { ENGINES, OURS } from "./engines.ts";
import type { EngineKind, Room } from "./engines.ts";
import { prepareModels } from "./prepare.ts";
import type { Prepared } from "./prepare.ts";

/** Rows whose answers are compared before anything is timed. */
const CHECKED = 64;
/** Engines that compute in float32 may differ by so much, */
const CLOSE = 1e-4;
/** and on so many rows by more: where a float32 falls to the other side of a threshold. */
const FEW = 0.05;

/** Every model of a bench, with every engine that is there. */
export async function compareModels(bench: ModelEntry["bench"], options: BenchOptions): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  // All are compiled before anything is timed: what cannot be is said first.
  for (const model of await prepareModels(bench, options)) {
    findings.push(...compileFindings(model), ...(await compareEngines(model, options)));
  }
  return findings;
}

interface Side {
  readonly kind: EngineKind;
  readonly engine: Engine;
}

async function compareEngines(model: Prepared, options: BenchOptions): Promise<readonly Finding[]> {
  const stops: (() => Promise<void>)[] = [];
  return withPeers(async (start) => {
    try {
      const room: Room = { start, options, onStop: (stop) => void stops.push(stop) };
      const sides = await startEngines(model, room);
      const findings: Finding[] = [];
      for (const batch of model.entry.batches) findings.push(...(await measure(model, sides, batch, options)));
      return findings;
    } finally {
      await Promise.all(stops.map((stop) => stop()));
    }
  });
}

/** Ours first; the others when they are there and give its answers. */
async function startEngines(model: Prepared, room: Room): Promise<readonly Side[]> {
  const { progress } = room.options;
  const sides: Side[] = [];
  let expected: readonly number[] = [];
  for (const kind of ENGINES) {
    if (!kind.knows(model)) continue;
    const skip = (reason: string): void =>
      progress(`${model.entry.bench}: ${model.key}: ${kind.words} skipped: ${reason}`);
    try {
      const engine = await kind.start(model, room);
      if (isMissing(engine)) {
        skip(engine.missing);
        continue;
      }
      const answers = await engine.answers(CHECKED);
      if (kind === OURS) expected = answers;
      const difference = differenceOf(answers, kind.expected?.(model, CHECKED) ?? expected);
      if (difference === undefined) sides.push({ kind, engine });
      else skip(difference);
    } catch (error) {
      if (kind === OURS) throw error;
      skip(error instanceof Error ? error.message : String(error));
    }
  }
  return sides;
}

/** What is wrong with a peer's answers; of two columns, one for each class, only the last is compared. */
export function differenceOf(answers: readonly number[], expected: readonly number[]): string | undefined {
  const found = answersOfRows(answers);
  const wanted = answersOfRows(expected);
  if (found.length !== wanted.length) return `it gives ${answers.length} numbers, not ${expected.length}`;
  const off = found.filter(
    (value, at) => !(Math.abs(value - wanted[at]!) <= CLOSE * Math.max(1, Math.abs(wanted[at]!))),
  );
  return off.length <= FEW * found.length ? undefined : `${off.length} of ${found.length} answers are others`;
}

function answersOfRows(answers: readonly number[]): readonly number[] {
  return answers.length === CHECKED * 2 ? answers.filter((_, at) => at % 2 === 1) : answers;
}

async function measure(
  model: Prepared,
  all: readonly Side[],
  batch: number,
  { quick, progress }: BenchOptions,
): Promise<readonly Finding[]> {
  const sides = all.filter(({ kind }) => batch === 1 || kind.rowByRow !== true);
  const turns = (durationMs: number): Record<string, () => Promise<number>> =>
    Object.fromEntries(sides.map(({ kind, engine }) => [kind.key, () => engine.measure(batch, durationMs)]));
  const rounds = quick ? 2 : 7;
  progress(`${model.entry.bench}: ${model.key}, batch ${batch}: ${sides.map(({ kind }) => kind.key).join(", ")}`);
  await alternate(1, turns(quick ? 60 : 1000));
  const found = await alternate(rounds, turns(quick ? 30 : 250));
  const own = found[OURS.key]!;
  const us = (value: number): number => value;
  return sides.flatMap(({ kind }): Finding[] => {
    const prefix = `${model.key}.${batch}.${kind.key}`;
    const words = `${model.entry.title}, batch ${batch}`;
    const findings = [
      { key: `${prefix}Us`, value: medianOf(found[kind.key]!, us), text: `us, ${words}, ${kind.words}` },
    ];
    if (kind === OURS) return findings;
    const ratio = ratioOf(found[kind.key]!, own, us);
    return [
      ...findings,
      { key: `${prefix}Ratio`, value: ratio, text: `times the time of Zerohop, ${words}, ${kind.words}` },
    ];
  });
}

function compileFindings({ key, entry, compilations }: Prepared): readonly Finding[] {
  const of = (read: (one: Prepared["compilations"][number]) => number): number => median(compilations.map(read));
  return [
    { key: `${key}.compileMs`, value: of(({ compileMs }) => compileMs), text: `ms to compile, cold, ${entry.title}` },
    {
      key: `${key}.loadMs`,
      value: of(({ loadMs }) => loadMs),
      text: `ms to load what was compiled, cold, ${entry.title}`,
    },
    {
      key: `${key}.moduleBytes`,
      value: of(({ moduleBytes }) => moduleBytes),
      text: `bytes of what was compiled, ${entry.title}`,
    },
  ];
}
