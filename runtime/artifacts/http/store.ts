/** Files and archives on web servers. @module */
import { InferenceError, invalid } from "../../errors.ts";
import { answerBody, contentRange, PLAIN_BYTES, rangeHeader, sizeOf } from "../answer-body.ts";
import type { ArtifactBody, ArtifactListing, ArtifactRange, ArtifactStore } from "../artifact-store.ts";
import { baseName, publicUri } from "../artifact-uri.ts";
import type { ArtifactUri } from "../artifact-uri.ts";
import { failedRequest } from "../failure.ts";
import type { Remote } from "../remote.ts";
import type { StoreKind } from "../store-kind.ts";
import { discard } from "../transport.ts";
import type { Transport } from "../transport.ts";

export const httpKind: StoreKind = {
  schemes: ["https", "http"],
  types: ["http"],
  backend: "HTTP",
  create: (uri, remote, transport) => new HttpStore(uri, remote, transport),
};

const MAX_REDIRECTIONS = 5;

class HttpStore implements ArtifactStore {
  readonly address: string;
  readonly #uri: string;
  readonly #url: URL;
  readonly #authorization: string | undefined;
  readonly #transport: Transport;

  constructor(uri: ArtifactUri, remote: Remote, transport: Transport) {
    const url = urlOf(uri, remote);
    if (url.username !== "" || url.password !== "") {
      const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
      this.#authorization = `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(user)))}`;
      url.username = url.password = "";
    }
    this.#uri = uri.text;
    this.#url = url;
    this.address = url.href;
    this.#transport = transport;
  }

  // A GET of one byte: addresses that are signed for GET refuse HEAD.
  async list(uri: string, signal?: AbortSignal): Promise<ArtifactListing> {
    const response = await this.#get({ range: "bytes=0-0" }, signal);
    await discard(response);
    // Nothing can be cut out of an empty file.
    if (!response.ok && response.status !== 416) throw this.#failed(response);
    const span = contentRange(response.headers.get("content-range"));
    const sizeBytes =
      response.status === 206 ? span?.sizeBytes : response.status === 416 ? undefined : sizeOf(response);
    const entry = { uri, path: this.#name(response), sizeBytes, validator: validatorOf(response) };
    return { kind: "file", entries: [entry] };
  }

  async open(_uri: string, range: ArtifactRange, signal?: AbortSignal): Promise<ArtifactBody> {
    const isResumed = range.start > 0 && range.validator !== undefined;
    const condition = range.validator?.startsWith('"') ? "if-match" : "if-unmodified-since";
    const headers = { ...rangeHeader(range), ...(isResumed && { [condition]: range.validator }) };
    const response = await this.#get(headers, signal);
    const isAnswer = response.ok || response.status === 412 || (response.status === 416 && range.start > 0);
    if (!isAnswer) {
      await discard(response);
      throw this.#failed(response);
    }
    return answerBody(this.#uri, response, validatorOf(response));
  }

  async #get(headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Response> {
    let url = this.#url;
    for (let hop = 0; hop <= MAX_REDIRECTIONS; hop++) {
      const isOwn = url.origin === this.#url.origin;
      const authorization =
        isOwn && this.#authorization !== undefined ? { authorization: this.#authorization } : undefined;
      const all = { ...headers, ...authorization, ...PLAIN_BYTES };
      const response = await this.#transport.send(() => ({ method: "GET", url, headers: all }), { signal });
      const location = response.headers.get("location");
      if (response.status < 300 || response.status >= 400 || location === null) return response;
      await discard(response);
      url = this.#redirected(url, location);
    }
    throw new InferenceError("UNAVAILABLE", `"${publicUri(this.#uri)}": more than ${MAX_REDIRECTIONS} redirections`);
  }

  #redirected(from: URL, location: string): URL {
    const where = `"${publicUri(this.#uri)}"`;
    if (!URL.canParse(location, from)) invalid(`${where}: redirected to what is no URL`);
    const to = new URL(location, from);
    const isWeb = to.protocol === "https:" || (to.protocol === "http:" && from.protocol === "http:");
    if (!isWeb) invalid(`${where}: redirected from ${from.protocol} to ${to.protocol}, which is not followed`);
    to.username = to.password = "";
    return to;
  }

  #failed({ status }: Response): InferenceError {
    const hint =
      this.#authorization === undefined && (status === 401 || status === 403)
        ? "credentials go into the URL, as in https://user:password@host/path"
        : undefined;
    return failedRequest({ uri: this.#uri, status, hint });
  }

  #name({ headers }: Response): string {
    const disposition = headers.get("content-disposition") ?? "";
    const named = /filename="?([\w][\w .+-]{0,199})"?/i.exec(disposition)?.[1];
    if (named !== undefined) return named.trim();
    const last = baseName(this.#url.pathname);
    try {
      return decodeURIComponent(last) || "download";
    } catch {
      return last;
    }
  }
}

function urlOf({ text, rest, scheme }: ArtifactUri, remote: Remote): URL {
  const base = remote.option("URL");
  const isRemote = remote.type !== undefined && base !== undefined && scheme === remote.name;
  const whole = isRemote ? `${base.replace(/\/*$/, "/")}${rest.replace(/^\/+/, "")}` : text;
  if (!URL.canParse(whole) || !/^https?:/i.test(whole)) {
    invalid(`"${publicUri(text)}": expected an http or https URL, or ${remote.variable("URL")} with one`);
  }
  const url = new URL(whole);
  url.hash = "";
  return url;
}

function validatorOf({ headers }: Response): string | undefined {
  return headers.get("etag") ?? headers.get("last-modified") ?? undefined;
}
