/**
 * Keeps the webhook's certificate: one Secret that all replicas share, made by whoever comes first,
 * renewed by whoever finds it due. Clients trust the new authority before anybody serves with it.
 * @module
 */
import { isDue, renew } from "./tls-files.ts";
import type { TlsFiles } from "./tls-files.ts";

/** Where certificate and trust are kept. */
export interface TlsStore {
  read(): Promise<StoredTls | undefined>;
  /** Writes over what was read, or anew; resolves to false when somebody else was faster. */
  write(files: TlsFiles, last: StoredTls | undefined): Promise<boolean>;
  /** Tells the API server whom to trust; resolves to false when there is no webhook to tell. */
  publish(authorities: string): Promise<boolean>;
}

export interface StoredTls {
  readonly files: TlsFiles;
  /** Of the stored object. */
  readonly version: string;
}

export interface Rotation {
  /** Looks once; called at the start and every few minutes. Does nothing when all is well. */
  pass(): Promise<void>;
}

export interface RotationOptions {
  readonly store: TlsStore;
  /** The names by which the API server calls the webhook. */
  readonly names: readonly string[];
  readonly now: () => Date;
  /** Serves with these from now on. */
  readonly use: (files: TlsFiles) => void;
}

/** Replicas that start together need two attempts; more than this is something else. */
const MAX_ATTEMPTS = 5;

export function createRotation({ store, names, now, use }: RotationOptions): Rotation {
  let served: TlsFiles | undefined;
  return {
    async pass() {
      const files = await current(store, names, now);
      await store.publish(files.authorities);
      if (served?.certificate === files.certificate) return;
      use(files);
      served = files;
    },
  };
}

/** What is stored, renewed when it is due. */
async function current(store: TlsStore, names: readonly string[], now: () => Date): Promise<TlsFiles> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    // oxlint-disable-next-line no-await-in-loop -- the one attempt decides whether there is another
    const last = await store.read();
    if (last !== undefined && !isDue(last.files, names, now())) return last.files;
    const files = renew(last?.files, names, now());
    // oxlint-disable-next-line no-await-in-loop
    if (await store.write(files, last)) return files;
  }
  throw new Error(`The webhook's certificate was changed by others ${MAX_ATTEMPTS} times in a row`);
}

/** All names of a Service, as the API server and people call it. */
export function serviceNames(service: string, namespace: string): readonly string[] {
  return [`${service}.${namespace}.svc`, `${service}.${namespace}.svc.cluster.local`, `${service}.${namespace}`];
}
