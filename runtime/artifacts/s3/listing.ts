/** Reads one page of ListObjectsV2. @module */
import { elementsOf, textOf } from "../xml.ts";

export interface ListedObject {
  readonly key: string;
  readonly size: string | undefined;
  readonly etag: string | undefined;
}

export interface ListingPage {
  readonly objects: readonly ListedObject[];
  /** What the next page is asked with; undefined on the last one. */
  readonly next: string | undefined;
}

/** Keys are decoded when the server says that it encoded them. */
export function readListing(xml: string): ListingPage {
  const isEncoded = textOf(xml, "EncodingType") === "url";
  const objects = elementsOf(xml, "Contents").flatMap((element) => {
    const key = textOf(element, "Key");
    if (key === undefined) return [];
    return [{ key: isEncoded ? decoded(key) : key, size: textOf(element, "Size"), etag: textOf(element, "ETag") }];
  });
  const goesOn = textOf(xml, "IsTruncated") === "true";
  return { objects, next: goesOn ? textOf(xml, "NextContinuationToken") : undefined };
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return key;
  }
}
