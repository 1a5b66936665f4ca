/** Zerohop, served as a user's own program serves it, with its defaults. @module */
import { createRuntime, serve } from "zerohop";
import { announce, answerQuestions, readSettings } from "../ask.ts";
import { pickComponents } from "../graphs.ts";

export interface ZerohopSettings {
  /** A manifest, or the path of one. */
  readonly manifest: unknown;
  /** Units that are components of the benches, by name. */
  readonly components?: readonly string[];
}

const { manifest, components = [] } = readSettings() as ZerohopSettings;
const runtime = await createRuntime(manifest, { units: pickComponents(components) });
const { port } = await serve(runtime, { port: 0 });
answerQuestions({});
announce(port);
