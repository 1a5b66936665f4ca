import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createRotation, serviceNames } from "../../../operator/webhook/rotation.ts";
import type { StoredTls, TlsStore } from "../../../operator/webhook/rotation.ts";
import { isDue, renew } from "../../../operator/webhook/tls-files.ts";
import type { TlsFiles } from "../../../operator/webhook/tls-files.ts";

const NAMES = serviceNames("zerohop-webhook", "zerohop-system");
const START = new Date("2026-03-01T00:00:00Z");
const after = (days: number): Date => new Date(START.getTime() + days * 86_400_000);
const count = (pem: string): number => pem.split("BEGIN CERTIFICATE").length - 1;

/** A store as the API server keeps it: writes over something older than the newest are refused. */
class MemoryTlsStore implements TlsStore {
  stored: StoredTls | undefined;
  published: string | undefined;
  readonly events: string[] = [];
  /** Runs before the next write. */
  meanwhile: (() => void) | undefined;

  read(): Promise<StoredTls | undefined> {
    return Promise.resolve(this.stored);
  }

  write(files: TlsFiles, last: StoredTls | undefined): Promise<boolean> {
    this.meanwhile?.();
    this.meanwhile = undefined;
    if (this.stored?.version !== last?.version) return Promise.resolve(false);
    this.put(files);
    return Promise.resolve(true);
  }

  put(files: TlsFiles): void {
    this.stored = { files, version: String(Number(this.stored?.version ?? 0) + 1) };
    this.events.push("write");
  }

  publish(authorities: string): Promise<boolean> {
    if (authorities !== this.published) this.events.push("publish");
    this.published = authorities;
    return Promise.resolve(true);
  }
}

function replica(store: MemoryTlsStore, clock: { now: Date }) {
  const used: TlsFiles[] = [];
  const use = (files: TlsFiles): void => {
    store.events.push("use");
    used.push(files);
  };
  return { used, rotation: createRotation({ store, names: NAMES, now: () => clock.now, use }) };
}

describe("isDue()", () => {
  const files = renew(undefined, NAMES, START);

  it("renews when two thirds of 90 days are over", () => {
    expect(isDue(files, NAMES, START)).toBe(false);
    expect(isDue(files, NAMES, after(59))).toBe(false);
    expect(isDue(files, NAMES, after(61))).toBe(true);
  });

  it("renews what cannot be used", () => {
    const other = renew(undefined, NAMES, START);
    expect(isDue(files, ["another.svc"], START)).toBe(true);
    expect(isDue(files, NAMES, after(-1))).toBe(true);
    expect(isDue({ ...files, key: other.key }, NAMES, START)).toBe(true);
    expect(isDue({ ...files, authorities: other.authorities }, NAMES, START)).toBe(true);
    expect(isDue({ ...files, certificate: "text" }, NAMES, START)).toBe(true);
    expect(isDue({ authorities: "", certificate: "", key: "" }, NAMES, START)).toBe(true);
  });
});

describe("renew()", () => {
  it("keeps trusting earlier authorities while they are valid, three at most", () => {
    const first = renew(undefined, NAMES, START);
    const second = renew(first, NAMES, after(60));
    expect(second.authorities.endsWith(first.authorities)).toBe(true);
    expect(new X509Certificate(first.certificate).checkIssued(new X509Certificate(second.authorities))).toBe(false);
    const third = renew(second, NAMES, after(120));
    expect(count(third.authorities)).toBe(2);
    let hasty = third;
    for (let i = 0; i < 5; i++) hasty = renew(hasty, NAMES, after(121));
    expect(count(hasty.authorities)).toBe(3);
  });

  it("drops authorities that cannot be read", () => {
    const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    expect(count(renew({ authorities: broken, certificate: "", key: "" }, NAMES, START).authorities)).toBe(1);
  });
});

describe("createRotation()", () => {
  it("makes a certificate, has it trusted, then serves with it; and does nothing more", async () => {
    const store = new MemoryTlsStore();
    const { rotation, used } = replica(store, { now: START });
    await rotation.pass();
    await rotation.pass();
    expect(store.events).toEqual(["write", "publish", "use"]);
    expect(used[0]).toEqual(store.stored!.files);
  });

  it("takes what another replica has made, also when both begin at once", async () => {
    const store = new MemoryTlsStore();
    const clock = { now: START };
    const [first, second] = [replica(store, clock), replica(store, clock)];
    store.meanwhile = () => store.put(renew(undefined, NAMES, START));
    await first.rotation.pass();
    await second.rotation.pass();
    expect(store.events.filter((event) => event === "write")).toHaveLength(1);
    expect(first.used).toEqual(second.used);
  });

  it("rotates so that both certificates are trusted in between", async () => {
    const store = new MemoryTlsStore();
    const clock = { now: START };
    const [first, second] = [replica(store, clock), replica(store, clock)];
    await first.rotation.pass();
    await second.rotation.pass();
    clock.now = after(61);
    await first.rotation.pass();
    // The second replica still serves with the old one.
    const old = new X509Certificate(second.used[0]!.certificate);
    const trusted = store
      .published!.match(/-----BEGIN[^]+?END CERTIFICATE-----/g)!
      .map((pem) => new X509Certificate(pem));
    expect(trusted.some((authority) => old.checkIssued(authority))).toBe(true);
    expect(new X509Certificate(first.used[1]!.certificate).checkIssued(trusted[0]!)).toBe(true);
    await second.rotation.pass();
    expect(second.used[1]).toEqual(first.used[1]);
  });

  it("puts the authority back when somebody applied the configuration without it", async () => {
    const store = new MemoryTlsStore();
    const { rotation } = replica(store, { now: START });
    await rotation.pass();
    store.published = undefined;
    await rotation.pass();
    expect(store.published).toBe(store.stored!.files.authorities);
  });

  it("gives up when others change the certificate each time", async () => {
    const store = new MemoryTlsStore();
    const { rotation } = replica(store, { now: START });
    store.write = () => Promise.resolve(false);
    await expect(rotation.pass()).rejects.toThrow("changed by others 5 times in a row");
  });
});
