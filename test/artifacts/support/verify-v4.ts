/** Checks AWS signatures in its own way: from the request that arrived, with node:crypto. */
import { createHash, createHmac } from "node:crypto";
import type { Asked } from "./object-server.ts";

/** The region when the signature is right, else what is wrong. */
export function verifyV4({ method, url, headers, body }: Asked, secret: string, rawUrl: string): string {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(
      headers["authorization"] ?? "",
    );
  if (match === null) return "no signature";
  const [, , day, region, names, signature] = match as unknown as string[];
  const payload = createHash("sha256").update(body).digest("hex");
  if (headers["x-amz-content-sha256"] !== payload) return "wrong payload digest";
  const [path, query = ""] = rawUrl.split("?");
  const sorted = query
    .split("&")
    .filter((part) => part !== "")
    .toSorted();
  const signed = names!.split(";");
  for (const needed of ["host", "x-amz-date"]) if (!signed.includes(needed)) return `${needed} is not signed`;
  const lines = signed.map((name) => `${name}:${headers[name] ?? url.host}`);
  const canonical = [method, path, sorted.join("&"), ...lines, "", names, payload].join("\n");
  const digest = createHash("sha256").update(canonical).digest("hex");
  const text = `AWS4-HMAC-SHA256\n${headers["x-amz-date"]}\n${day}/${region}/s3/aws4_request\n${digest}`;
  const steps = [day!, region!, "s3", "aws4_request"];
  const key = steps.reduce<Buffer>(
    (so, step) => createHmac("sha256", so).update(step).digest(),
    Buffer.from(`AWS4${secret}`),
  );
  return createHmac("sha256", key).update(text).digest("hex") === signature ? region! : "wrong signature";
}
