/**
 * Google Cloud Storage by its JSON API.
 * @see https://cloud.google.com/storage/docs/json_api/v1/objects
 * @module
 */
import { InferenceError, invalid } from "../../errors.ts";
import { answerBody, byteCount, PLAIN_BYTES, rangeHeader } from "../answer-body.ts";
import { errorText, sendForText } from "../answer-text.ts";
import type { TextAnswer } from "../answer-text.ts";
import type { ArtifactBody, ArtifactEntry, ArtifactListing, ArtifactRange, ArtifactStore } from "../artifact-store.ts";
import { baseName, encodePart, objectPlace, publicUri } from "../artifact-uri.ts";
import type { ArtifactUri, ObjectPlace } from "../artifact-uri.ts";
import { refreshed } from "../expiring.ts";
import { failedRequest } from "../failure.ts";
import { tooMany } from "../limits.ts";
import { CredentialTrail } from "../remote.ts";
import type { Remote } from "../remote.ts";
import type { StoreKind } from "../store-kind.ts";
import type { StoreRequest, Transport } from "../transport.ts";
import { findGoogleToken } from "./credentials.ts";
import type { AccessToken } from "./service-account.ts";

export const gsKind: StoreKind = {
  schemes: ["gs", "gcs"],
  types: ["google cloud storage", "gcs"],
  backend: "GCS",
  create: (uri, remote, transport) => new GsStore(uri, remote, transport),
};

type Json = Readonly<Record<string, unknown>>;

class GsStore implements ArtifactStore {
  readonly address: string;
  readonly #uri: ArtifactUri;
  readonly #place: ObjectPlace;
  readonly #base: URL;
  readonly #project: string | undefined;
  readonly #transport: Transport;
  readonly #trail = new CredentialTrail();
  readonly #token: () => Promise<AccessToken | undefined>;

  constructor(uri: ArtifactUri, remote: Remote, transport: Transport) {
    this.#uri = uri;
    this.#place = objectPlace(uri);
    this.#base = baseUrl(remote);
    this.address = `${this.#base.href} ${this.#place.bucket}/${this.#place.key}`;
    this.#project = remote.option("USER_PROJECT");
    this.#transport = transport;
    const find = (): Promise<AccessToken | undefined> => findGoogleToken(remote, this.#trail, transport);
    this.#token = refreshed(() => transport.host.wallClock(), find);
  }

  async list(_uri: string, signal?: AbortSignal): Promise<ArtifactListing> {
    const single = await this.#find(signal);
    if (typeof single === "object") return { kind: "file", entries: [single] };
    const entries = await this.#listFolder(signal);
    if (entries.length > 0) return { kind: "folder", entries };
    // Who may list sees that there is no folder, so the refusal was about a file that may be there.
    if (single === 401 || single === 403) throw this.#failed(single, "");
    const text = `"${publicUri(this.#uri.text)}": neither an object nor a folder with objects in bucket ${this.#place.bucket}; ${this.#trail.toString()}`;
    throw new InferenceError("NOT_FOUND", text);
  }

  /** @param uri the name of an object of this bucket */
  async open(uri: string, range: ArtifactRange, signal?: AbortSignal): Promise<ArtifactBody> {
    const query = {
      alt: "media",
      ...(range.validator !== undefined && { ifGenerationMatch: range.validator }),
    };
    const prepare = (): Promise<StoreRequest> => this.#request(`/${encodePart(uri)}`, query, rangeHeader(range));
    const response = await this.#transport.send(prepare, { signal });
    const isAnswer = response.ok || response.status === 412 || response.status === 416;
    if (!isAnswer) throw this.#failed(response.status, await errorText(this.#transport, response));
    return answerBody(this.#uri.text, response, response.headers.get("x-goog-generation") ?? range.validator);
  }

  async #find(signal?: AbortSignal): Promise<ArtifactEntry | number | undefined> {
    const { key } = this.#place;
    if (key === "" || key.endsWith("/")) return undefined;
    const answer = await this.#ask(`/${encodePart(key)}`, { fields: "name,size,generation,contentEncoding" }, signal);
    if (answer.status !== 200) return answer.status;
    return entryOf(parse(answer.text), baseName(key));
  }

  async #listFolder(signal?: AbortSignal): Promise<readonly ArtifactEntry[]> {
    const { key } = this.#place;
    const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
    const { limits } = this.#transport;
    const fields = "items(name,size,generation,contentEncoding),nextPageToken";
    const entries: ArtifactEntry[] = [];
    let pageToken: string | undefined;
    for (let page = 0; page <= limits.maxFiles; page++) {
      const answer = await this.#ask("", { prefix, fields, ...(pageToken !== undefined && { pageToken }) }, signal);
      if (answer.status !== 200) throw this.#failed(answer.status, answer.text);
      const { items, nextPageToken } = parse(answer.text);
      for (const item of Array.isArray(items) ? (items as Json[]) : []) {
        const name = typeof item["name"] === "string" ? item["name"] : "";
        if (!name.startsWith(prefix) || name === prefix || name.endsWith("/")) continue;
        entries.push(entryOf(item, name.slice(prefix.length)));
        if (entries.length > limits.maxFiles) throw tooMany(limits);
      }
      if (typeof nextPageToken !== "string" || nextPageToken === pageToken) return entries;
      pageToken = nextPageToken;
    }
    return entries;
  }

  #ask(path: string, query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<TextAnswer> {
    return sendForText(this.#transport, () => this.#request(path, query, {}), { signal });
  }

  async #request(
    path: string,
    query: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
  ): Promise<StoreRequest> {
    const token = await this.#token();
    const url = new URL(this.#base);
    url.pathname += `storage/v1/b/${encodePart(this.#place.bucket)}/o${path}`;
    url.search = new URLSearchParams({
      ...query,
      ...(this.#project !== undefined && { userProject: this.#project }),
    }).toString();
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token.token}` };
    return { method: "GET", url, headers: { ...headers, ...authorization, ...PLAIN_BYTES } };
  }

  #failed(status: number, text: string): InferenceError {
    const reason = /"reason"\s*:\s*"([\w.-]{1,60})"/.exec(text)?.[1];
    return failedRequest({ uri: this.#uri.text, status, reason, trail: this.#trail });
  }
}

function baseUrl(remote: Remote): URL {
  const own = remote.option("ENDPOINT");
  const text = own ?? remote.variableOf(["STORAGE_EMULATOR_HOST"])?.value ?? "https://storage.googleapis.com";
  const whole = /^https?:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(whole))
    invalid(`${remote.variable("ENDPOINT")}: expected a URL, got text of length ${text.length}`);
  const url = new URL(whole);
  // rclone's endpoint carries the API's path; ours adds it.
  url.pathname = `${url.pathname.replace(/\/(storage\/v1\/?)?$/, "")}/`;
  return url;
}

function entryOf(item: Json, path: string): ArtifactEntry {
  const { name, size, generation, contentEncoding } = item;
  // What is kept packed is unpacked on its way, so its size says nothing.
  const isPacked = typeof contentEncoding === "string" && contentEncoding !== "" && contentEncoding !== "identity";
  return {
    uri: typeof name === "string" ? name : "",
    path,
    sizeBytes: isPacked ? undefined : byteCount(String(size)),
    validator: typeof generation === "string" ? generation : undefined,
  };
}

function parse(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Json;
  } catch {
    // Below.
  }
  throw new InferenceError("UNAVAILABLE", `The bucket's listing is no JSON object, but text of length ${text.length}`);
}
