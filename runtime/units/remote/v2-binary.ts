/** Whether tensors go to a server as bytes. @module */
import { parseObject } from "./metadata.ts";
import { METADATA_TIMEOUT_MS } from "./options.ts";
import type { ModelUnitOptions } from "./options.ts";
import type { RestServer } from "./rest-server.ts";

/** The extension's name in a server's metadata. */
const EXTENSION = "binary_tensor_data";
const PATH = "/v2";

export class BinaryTensorData {
  readonly #options: ModelUnitOptions;
  readonly #server: RestServer;
  #asked: Promise<boolean> | undefined = undefined;

  constructor(options: ModelUnitOptions, server: RestServer) {
    this.#options = options;
    this.#server = server;
  }

  /** As the manifest says; with "auto" the server is asked once. */
  isOn(): boolean | Promise<boolean> {
    const { binary = "false" } = this.#options;
    if (binary !== "auto") return binary === "true";
    this.#asked ??= this.#ask();
    return this.#asked;
  }

  async #ask(): Promise<boolean> {
    try {
      const timeoutMs = Math.min(this.#options.timeoutMs, METADATA_TIMEOUT_MS);
      const { body } = await this.#server.call({ path: PATH, timeoutMs });
      const { extensions } = parseObject(body, this.#server.urlOf(PATH));
      return Array.isArray(extensions) && extensions.includes(EXTENSION);
    } catch {
      // The inference says what is wrong with the server; it is asked again then.
      this.#asked = undefined;
      return false;
    }
  }
}
