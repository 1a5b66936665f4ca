/** What lies in a folder, from the paths of all files. @module */

/** Names of files and folders directly in `folder` ("" is the top), sorted; undefined when it has none. */
export function namesIn(paths: readonly string[], folder: string): readonly string[] | undefined {
  const trimmed = folder.replace(/^\.?\/+|\/+$/g, "");
  const prefix = trimmed === "" ? "" : `${trimmed}/`;
  const names = new Set<string>();
  for (const path of paths) {
    if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split("/")[0]!);
  }
  return names.size === 0 ? undefined : [...names].toSorted();
}
