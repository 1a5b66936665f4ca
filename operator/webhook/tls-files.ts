/** The webhook's certificate over time: when a new one is due, and what is trusted meanwhile. @module */
import { X509Certificate, createPrivateKey } from "node:crypto";
import { createServerCertificate } from "./certificate.ts";

/** What all replicas of the operator share; PEM. */
export interface TlsFiles {
  /** The authority of the certificate, then those of earlier ones that are still valid. */
  readonly authorities: string;
  readonly certificate: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
const LIFETIME_MS = 90 * DAY_MS;
/** For clocks that are slow. */
const BACKDATED_MS = 3_600_000;
/** Authorities that are trusted at once; more than two only after rotations in quick succession. */
const MAX_AUTHORITIES = 3;

/** Whether the certificate cannot be used for these names, or two thirds of its time are over. */
export function isDue(files: TlsFiles, names: readonly string[], now: Date): boolean {
  try {
    const certificate = new X509Certificate(files.certificate);
    const authorities = readAuthorities(files.authorities);
    const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    return !(
      now.getTime() >= from &&
      now.getTime() < from + ((to - from) * 2) / 3 &&
      names.every((name) => certificate.checkHost(name) !== undefined) &&
      certificate.checkPrivateKey(createPrivateKey(files.key)) &&
      authorities.some((authority) => certificate.checkIssued(authority) && certificate.verify(authority.publicKey))
    );
  } catch {
    // Not a certificate, or not a key: somebody else wrote it.
    return true;
  }
}

/** A new certificate; what the last one was trusted by is trusted until it ends. */
export function renew(last: TlsFiles | undefined, names: readonly string[], now: Date): TlsFiles {
  const { authority, certificate, key } = createServerCertificate({
    names,
    notBefore: new Date(now.getTime() - BACKDATED_MS),
    notAfter: new Date(now.getTime() + LIFETIME_MS),
  });
  const earlier = readAuthorities(last?.authorities ?? "").filter(({ validTo }) => Date.parse(validTo) > now.getTime());
  const kept = earlier.slice(0, MAX_AUTHORITIES - 1).map((each) => each.toString());
  return { authorities: [authority, ...kept].join(""), certificate, key };
}

/** Every certificate of a PEM text that can be read. */
function readAuthorities(pem: string): readonly X509Certificate[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g) ?? [];
  return found.flatMap((text) => {
    try {
      return [new X509Certificate(text)];
    } catch {
      return [];
    }
  });
}
