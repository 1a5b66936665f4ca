/**
 * Azure Blob Storage.
 * @see https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { answerBody, byteCount, PLAIN_BYTES, sizeOf } from "../answer-body.ts";
import { errorText, sendForText } from "../answer-text.ts";
import type { ArtifactBody, ArtifactEntry, ArtifactListing, ArtifactRange, ArtifactStore } from "../artifact-store.ts";
import { baseName, encodePart, publicUri } from "../artifact-uri.ts";
import type { ArtifactUri } from "../artifact-uri.ts";
import { refreshed } from "../expiring.ts";
import { failedRequest } from "../failure.ts";
import { tooMany } from "../limits.ts";
import { CredentialTrail } from "../remote.ts";
import type { Remote } from "../remote.ts";
import type { StoreKind } from "../store-kind.ts";
import { discard } from "../transport.ts";
import type { StoreRequest, Transport } from "../transport.ts";
import { elementsOf, textOf } from "../xml.ts";
import { findAzureAccess } from "./credentials.ts";
import type { AzureAccess } from "./credentials.ts";
import { azurePlace, isBlobUrl } from "./place.ts";
import type { AzurePlace } from "./place.ts";
import { sharedKey } from "./shared-key.ts";

export const azureKind: StoreKind = {
  schemes: ["azureblob", "azure"],
  types: ["azureblob"],
  backend: "AZUREBLOB",
  claims: isBlobUrl,
  create: (uri, remote, transport) => new AzureStore(uri, remote, transport),
};

/** The newest version of the service that every cloud and the emulators have. */
const VERSION = "2020-10-02";

class AzureStore implements ArtifactStore {
  readonly address: string;
  readonly #uri: ArtifactUri;
  readonly #place: AzurePlace;
  readonly #transport: Transport;
  readonly #trail = new CredentialTrail();
  readonly #access: () => Promise<AzureAccess | undefined>;

  constructor(uri: ArtifactUri, remote: Remote, transport: Transport) {
    this.#uri = uri;
    this.#place = azurePlace(uri, remote);
    this.address = this.#place.url(this.#place.key).href;
    this.#transport = transport;
    const find = (): Promise<AzureAccess & { expiresAtMs?: number | undefined }> =>
      findAzureAccess(this.#place.query, remote, this.#trail, transport);
    this.#access = refreshed(() => transport.host.wallClock(), find);
  }

  async list(_uri: string, signal?: AbortSignal): Promise<ArtifactListing> {
    const single = await this.#head(signal);
    if (typeof single === "object") return { kind: "file", entries: [single] };
    const entries = await this.#listFolder(signal);
    if (entries.length > 0) return { kind: "folder", entries };
    // Who may list sees that there is no folder, so the refusal was about a file that may be there.
    if (single === 401 || single === 403) throw this.#failed(single, "");
    const text = `"${publicUri(this.#uri.text)}": neither a blob nor a folder with blobs in container ${this.#place.bucket}; ${this.#trail.toString()}`;
    throw new InferenceError("NOT_FOUND", text);
  }

  /** @param uri the name of a blob of this container */
  async open(uri: string, range: ArtifactRange, signal?: AbortSignal): Promise<ArtifactBody> {
    const headers = {
      // In Azure's own header, as its libraries do: that one is signed the same way everywhere.
      ...(range.start > 0 && { "x-ms-range": `bytes=${range.start}-` }),
      ...(range.validator !== undefined && { "if-match": range.validator }),
    };
    const response = await this.#transport.send(() => this.#request("GET", uri, "", headers), { signal });
    const isAnswer = response.ok || response.status === 412 || response.status === 416;
    if (!isAnswer) throw this.#failed(response.status, await errorText(this.#transport, response));
    return answerBody(this.#uri.text, response, response.headers.get("etag") ?? undefined);
  }

  async #head(signal?: AbortSignal): Promise<ArtifactEntry | number | undefined> {
    const { key } = this.#place;
    if (key === "" || key.endsWith("/")) return undefined;
    const response = await this.#transport.send(() => this.#request("HEAD", key, "", {}), { signal });
    await discard(response);
    if (!response.ok) return response.status;
    // Accounts with real folders answer for them as for empty blobs.
    if (response.headers.get("x-ms-meta-hdi_isfolder") === "true") return undefined;
    return {
      uri: key,
      path: baseName(key),
      sizeBytes: sizeOf(response),
      validator: response.headers.get("etag") ?? undefined,
    };
  }

  async #listFolder(signal?: AbortSignal): Promise<readonly ArtifactEntry[]> {
    const { key } = this.#place;
    const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
    const { limits } = this.#transport;
    const entries: ArtifactEntry[] = [];
    let marker = "";
    for (let page = 0; page <= limits.maxFiles; page++) {
      const next = marker === "" ? "" : `&marker=${encodePart(marker)}`;
      const query = `restype=container&comp=list&prefix=${encodePart(prefix)}${next}`;
      const answer = await sendForText(this.#transport, () => this.#request("GET", "", query, {}), { signal });
      if (answer.status !== 200) throw this.#failed(answer.status, answer.text);
      for (const element of elementsOf(answer.text, "Blob")) {
        const entry = entryOf(element, prefix);
        if (entry !== undefined) entries.push(entry);
        if (entries.length > limits.maxFiles) throw tooMany(limits);
      }
      const following = textOf(answer.text, "NextMarker") ?? "";
      if (following === "" || following === marker) return entries;
      marker = following;
    }
    return entries;
  }

  async #request(
    method: "GET" | "HEAD",
    key: string,
    query: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<StoreRequest> {
    const access = (await this.#access())!;
    const url = this.#place.url(key);
    url.search = [query, access.kind === "sas" ? access.query : ""].filter((part) => part !== "").join("&");
    const all: Record<string, string> = { ...headers, "x-ms-version": VERSION };
    if (access.kind === "token") all["authorization"] = `Bearer ${access.token}`;
    if (access.kind === "key") {
      all["x-ms-date"] = new Date(this.#transport.host.wallClock()).toUTCString();
      all["authorization"] = await sharedKey({ method, url, headers: all }, this.#place.account, access.key);
    }
    return { method, url, headers: { ...all, ...PLAIN_BYTES } };
  }

  #failed(status: number, text: string): InferenceError {
    const reason = textOf(text, "Code");
    // A container that is not public answers a stranger as if it were not there.
    const hint = status === 404 && this.#trail.used === undefined ? this.#trail.toString() : undefined;
    return failedRequest({ uri: this.#uri.text, status, reason, trail: this.#trail, hint });
  }
}

function entryOf(element: string, prefix: string): ArtifactEntry | undefined {
  const name = textOf(element, "Name");
  const isFolder = textOf(element, "ResourceType") === "directory" || textOf(element, "hdi_isfolder") === "true";
  if (name === undefined || isFolder || !name.startsWith(prefix) || name.endsWith("/")) return undefined;
  const etag = textOf(element, "Etag");
  return {
    uri: name,
    path: name.slice(prefix.length),
    sizeBytes: byteCount(textOf(element, "Content-Length")),
    // Listings leave out the quotes that answers have.
    validator: etag === undefined || etag.startsWith('"') ? etag : `"${etag}"`,
  };
}
