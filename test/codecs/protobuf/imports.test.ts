import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");

describe("the codecs in protobuf", () => {
  test.each(["seldon-proto", "v2-proto", "tensorflow-proto"])(
    "stand on nothing but our own reader: %s",
    async (name) => {
      const { metafile } = await build({
        absWorkingDir: root,
        entryPoints: [`runtime/codecs/${name}/codec.ts`],
        bundle: true,
        write: false,
        metafile: true,
        format: "esm",
      });
      const files = Object.keys(metafile.inputs);
      expect(files.filter((file) => file.startsWith("runtime/codecs/protobuf/"))).not.toEqual([]);
      expect(files.filter((file) => !/^runtime\/(codecs|message|tensor|errors\.ts)/.test(file))).toEqual([]);
    },
  );
});
