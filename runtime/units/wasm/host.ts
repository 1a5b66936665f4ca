/** What compiling and running a guest takes from the host. @module */
import type { RuntimeHost } from "../../host.ts";

export type WasmHost = Pick<RuntimeHost, "compileModule" | "logger" | "files">;
