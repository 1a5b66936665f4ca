/** What a client shows a server, and whom it trusts: `--header`, `--api-key`, `--ca`. @module */
import { readOptionFile } from "../option-file.ts";

export interface ClientFlags {
  /** By lower-case name. */
  readonly header?: Readonly<Record<string, string>>;
  readonly apiKey?: string;
  /** File of authorities in PEM form. */
  readonly ca?: string;
}

export interface ClientAccess {
  /** Sent with every request, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Authorities in PEM form; the public ones when absent. */
  readonly ca: string | undefined;
}

/** @throws Error naming the option whose file cannot be read, or is no certificate */
export async function readClientAccess(
  { header = {}, apiKey, ca: path }: ClientFlags,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ClientAccess> {
  const key = apiKey ?? (env["ZEROHOP_API_KEY"] || undefined);
  const headers = key === undefined ? header : { "x-api-key": key, ...header };
  if (path === undefined) return { headers, ca: undefined };
  const ca = await readOptionFile("--ca", path);
  if (!ca.includes("-----BEGIN CERTIFICATE-----")) throw new Error(`--ca ${path}: expected certificates in PEM form`);
  return { headers, ca };
}

/** Refuses what would be passed over in silence where there is no server to show it to. */
export function refuseClientFlags({ header, apiKey, ca }: ClientFlags, instead: string): void {
  const given = [header && "--header", apiKey && "--api-key", ca && "--ca"].filter(Boolean).join(", ");
  if (given !== "") throw new Error(`${given}: ${instead}`);
}
