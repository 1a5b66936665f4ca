/**
 * Makes X.509 certificates: an authority, and a server's certificate from it.
 * @see RFC 5280
 * @module
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { TRUE, bits, explicit, implicit, integer, octets, oid, sequence, set, time, utf8 } from "./der.ts";

/** What a TLS server needs, and what its clients need to trust it; PEM. */
export interface ServerCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** The host names that it is for; the first is its common name. */
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const ECDSA_WITH_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));

/**
 * Makes a certificate and an authority for it alone, whose key is thrown away: nobody can make
 * another certificate that is trusted because of it.
 */
export function createServerCertificate({ names, notBefore, notAfter }: CertificateOptions): ServerCertificate {
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = `zerohop-webhook-ca-${randomBytes(4).toString("hex")}`;
  const shared = { issuer, issuerKey: authority, notBefore, notAfter };
  return {
    authority: certificate({
      ...shared,
      subject: issuer,
      publicKey: authority.publicKey,
      extensions: [
        extension("2.5.29.19", sequence(TRUE, integer(Uint8Array.of(0))), true),
        // keyCertSign
        extension("2.5.29.15", bits(Uint8Array.of(0x04), 2), true),
      ],
    }),
    certificate: certificate({
      ...shared,
      // A common name holds 64 characters; clients go by the alternative names.
      subject: names[0]!.slice(0, 64),
      publicKey: server.publicKey,
      extensions: [
        extension("2.5.29.19", sequence(), true),
        // digitalSignature
        extension("2.5.29.15", bits(Uint8Array.of(0x80), 7), true),
        // serverAuth
        extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1"))),
        extension("2.5.29.17", sequence(...names.map((name) => implicit(2, Buffer.from(name, "latin1"))))),
      ],
    }),
    key: server.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}

interface Certified {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuer: string;
  readonly issuerKey: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Uint8Array[];
}

function certificate(from: Certified): string {
  const serial = randomBytes(16);
  // Neither zero nor without its leading digit.
  serial[0] = 0x40 | (serial[0]! & 0x3f);
  const tbs = sequence(
    // Version 3
    explicit(0, integer(Uint8Array.of(2))),
    integer(serial),
    ECDSA_WITH_SHA256,
    commonName(from.issuer),
    sequence(time(from.notBefore), time(from.notAfter)),
    commonName(from.subject),
    spki(from.publicKey),
    explicit(
      3,
      sequence(
        ...from.extensions,
        extension("2.5.29.14", octets(keyId(from.publicKey))),
        extension("2.5.29.35", sequence(implicit(0, keyId(from.issuerKey.publicKey)))),
      ),
    ),
  );
  const signature = sign("sha256", tbs, from.issuerKey.privateKey);
  return pem(sequence(tbs, ECDSA_WITH_SHA256, bits(signature)));
}

function commonName(name: string): Uint8Array {
  return sequence(set(sequence(oid("2.5.4.3"), utf8(name))));
}

function extension(id: string, value: Uint8Array, isCritical: boolean = false): Uint8Array {
  return isCritical ? sequence(oid(id), TRUE, octets(value)) : sequence(oid(id), octets(value));
}

function spki(key: KeyObject): Uint8Array {
  return key.export({ type: "spki", format: "der" });
}

/** Any short digest that tells keys apart. */
function keyId(key: KeyObject): Uint8Array {
  return createHash("sha256").update(spki(key)).digest().subarray(0, 20);
}

function pem(bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString("base64")
    .match(/.{1,64}/g)!;
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
