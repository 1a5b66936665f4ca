/** Where the build reads and writes. Uses nothing but Node: it is needed before packages are installed. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Written when a build is complete; whatever is newer asks for another one. */
export const stamp = join(root, "dist/.built");
