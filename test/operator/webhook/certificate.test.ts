import { X509Certificate } from "node:crypto";
import { connect, createServer } from "node:tls";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createServerCertificate } from "../../../operator/webhook/certificate.ts";
import { bits, der, integer, oid, time } from "../../../operator/webhook/der.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const NAMES = ["zerohop-webhook.zerohop-system.svc", "localhost"];
const [notBefore, notAfter] = [new Date("2026-03-01T00:00:00Z"), new Date("2051-03-01T12:34:56Z")];

describe("der()", () => {
  // Lengths around those where the form changes (X.690, 8.1.3).
  it.each([
    [0, "0400"],
    [127, "047f"],
    [128, "048180"],
    [255, "0481ff"],
    [256, "04820100"],
    [65_536, "0483010000"],
  ])("writes a length of %i as %s", (length, head) => {
    expect(hex(der(0x04, new Uint8Array(length)).subarray(0, head.length / 2))).toBe(head);
  });

  it("writes whole numbers without a sign and without leading zeros", () => {
    expect(hex(integer(Uint8Array.of(0)))).toBe("020100");
    expect(hex(integer(Uint8Array.of(0x7f)))).toBe("02017f");
    expect(hex(integer(Uint8Array.of(0x80)))).toBe("02020080");
    expect(hex(integer(Uint8Array.of(0, 0, 5)))).toBe("020105");
  });

  it("writes object identifiers, numbers above 127 in several bytes", () => {
    expect(hex(oid("2.5.29.17"))).toBe("0603551d11");
    expect(hex(oid("1.2.840.10045.4.3.2"))).toBe("06082a8648ce3d040302");
  });

  it("writes years from 2050 on with four digits", () => {
    expect(Buffer.from(time(new Date("2049-12-31T23:59:59Z"))).toString("latin1", 2)).toBe("491231235959Z");
    expect(Buffer.from(time(new Date("2050-01-01T00:00:00Z"))).toString("latin1", 2)).toBe("20500101000000Z");
  });

  it("says how many bits of the last byte do not count", () => {
    expect(hex(bits(Uint8Array.of(0x80), 7))).toBe("03020780");
  });
});

describe("createServerCertificate()", () => {
  const made = createServerCertificate({ names: NAMES, notBefore, notAfter });
  const server = new X509Certificate(made.certificate);
  const authority = new X509Certificate(made.authority);

  it("makes a server's certificate for every name, and no authority", () => {
    for (const name of NAMES) expect(server.checkHost(name)).toBe(name);
    expect(server.checkHost("elsewhere.svc")).toBeUndefined();
    expect(server.ca).toBe(false);
    // serverAuth
    expect(server.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(Date.parse(server.validFrom)).toBe(notBefore.getTime());
    expect(Date.parse(server.validTo)).toBe(notAfter.getTime());
  });

  it("signs it with the authority, which has signed itself", () => {
    expect(authority.ca).toBe(true);
    expect(server.checkIssued(authority)).toBe(true);
    expect(server.verify(authority.publicKey)).toBe(true);
    expect(authority.verify(authority.publicKey)).toBe(true);
  });

  it("never makes the same authority or number twice", () => {
    const other = createServerCertificate({ names: NAMES, notBefore, notAfter });
    expect(new X509Certificate(other.authority).subject).not.toBe(authority.subject);
    expect(new X509Certificate(other.certificate).serialNumber).not.toBe(server.serialNumber);
    expect(server.verify(new X509Certificate(other.authority).publicKey)).toBe(false);
  });

  it("is accepted in a TLS handshake by who trusts the authority, and by nobody else", async () => {
    const valid = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3_600_000) };
    const { authority, certificate, key } = createServerCertificate({ names: NAMES, ...valid });
    const listening = createServer({ cert: certificate, key }, (socket) => socket.on("error", () => {}).end());
    onTestFinished(() => void listening.close());
    listening.on("tlsClientError", () => {});
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    const { port } = listening.address() as AddressInfo;
    const shake = (ca: string | undefined): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect({ host: "127.0.0.1", port, servername: NAMES[0]!, ...(ca !== undefined && { ca }) });
        socket.once("secureConnect", () => resolve(socket.authorized ? "trusted" : "untrusted"));
        socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
        socket.once("close", () => resolve("closed"));
      });
    expect(await shake(authority)).toBe("trusted");
    expect(await shake(undefined)).toMatch(/UNABLE_TO|SELF_SIGNED/);
    expect(await shake(createServerCertificate({ names: NAMES, ...valid }).authority)).toMatch(/UNABLE_TO|SELF_SIGNED/);
  });
});
