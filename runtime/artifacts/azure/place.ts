/** Which blob a URI means: `azureblob:container/path`, or the blob's own https URL. @module */
import { invalid } from "../../errors.ts";
import { encodeKey, objectPlace, publicUri } from "../artifact-uri.ts";
import type { ArtifactUri, ObjectPlace } from "../artifact-uri.ts";
import type { Remote } from "../remote.ts";

export interface AzurePlace extends ObjectPlace {
  readonly account: string;
  /** Of the URL, without "?"; empty when there is none. */
  readonly query: string;
  /** URL of a blob of the container, or of the container when the key is empty. */
  url(key: string): URL;
}

const BLOB_HOST =
  /^([a-z0-9]{3,24})\.blob\.(core\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)|storage\.azure\.net)$/i;
const ACCOUNTS: readonly string[] = ["AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_ACCOUNT_NAME"];

/** Whether an http(s) URI is that of an Azure blob. */
export function isBlobUrl({ text, scheme }: ArtifactUri): boolean {
  return scheme === "https" && URL.canParse(text) && BLOB_HOST.test(new URL(text).hostname);
}

/** @throws InferenceError INVALID_ARGUMENT when no account is configured, or there is no container */
export function azurePlace(uri: ArtifactUri, remote: Remote): AzurePlace {
  if (!isBlobUrl(uri)) return configuredPlace(uri, remote);
  const url = new URL(uri.text);
  const account = BLOB_HOST.exec(url.hostname)![1]!.toLowerCase();
  const place = objectPlace({ ...uri, rest: decoded(url.pathname, uri) });
  return { ...place, account, query: url.search.slice(1), url: urlsBelow(new URL(url.origin), place.bucket) };
}

function configuredPlace(uri: ArtifactUri, remote: Remote): AzurePlace {
  const place = objectPlace(uri);
  const sasUrl = remote.option("SAS_URL");
  const endpoint = remote.option("ENDPOINT") ?? sasUrl;
  const account =
    remote.option("ACCOUNT") ?? accountOf(sasUrl) ?? remote.variableOf(ACCOUNTS)?.value ?? accountOf(endpoint);
  if (account === undefined || !/^[a-z0-9]{3,24}$/i.test(account)) {
    const found = account === undefined ? "none" : `text of length ${account.length}`;
    invalid(
      `"${publicUri(uri.text)}": expected the name of a storage account in ${remote.variable("ACCOUNT")} or ${ACCOUNTS[0]}, got ${found}`,
    );
  }
  const text = endpoint ?? `https://${account}.blob.core.windows.net`;
  if (!URL.canParse(text)) invalid(`${remote.variable("ENDPOINT")}: expected a URL, got text of length ${text.length}`);
  const base = new URL(text);
  // A SAS of one container has its name in the path.
  if (remote.option("ENDPOINT") === undefined) base.pathname = "/";
  base.search = "";
  return { ...place, account, query: "", url: urlsBelow(base, place.bucket) };
}

function urlsBelow(base: URL, container: string): (key: string) => URL {
  const folder = base.pathname.replace(/\/+$/, "");
  return (key) => {
    const url = new URL(base);
    url.pathname = `${folder}/${encodeKey(container)}${key === "" ? "" : `/${encodeKey(key)}`}`;
    return url;
  };
}

function accountOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  return BLOB_HOST.exec(new URL(url).hostname)?.[1];
}

function decoded(pathname: string, { text }: ArtifactUri): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return invalid(`"${publicUri(text)}": the path is not percent-encoded UTF-8`);
  }
}
