/** The webhook's certificate in a Secret, and whom to trust in the webhook's configuration. @module */
import type { KubeClient } from "../kube/client.ts";
import { CONFLICT, KubeError } from "../kube/kube-error.ts";
import { isRecord, listIn, recordIn, textIn } from "../kube/object.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Resource } from "../kube/resource.ts";
import type { StoredTls, TlsStore } from "./rotation.ts";
import type { TlsFiles } from "./tls-files.ts";

export interface TlsPlace {
  /** The operator's own. */
  readonly namespace: string;
  readonly secret: string;
  /** The ValidatingWebhookConfiguration. */
  readonly configuration: string;
  readonly labels: Readonly<Record<string, string>>;
}

const SECRET: Resource = { group: "", version: "v1", kind: "Secret", plural: "secrets", isNamespaced: true };
const CONFIGURATION: Resource = {
  group: "admissionregistration.k8s.io",
  version: "v1",
  kind: "ValidatingWebhookConfiguration",
  plural: "validatingwebhookconfigurations",
  isNamespaced: false,
};

export function createKubeTlsStore(client: KubeClient, place: TlsPlace): TlsStore {
  const { namespace, secret, configuration, labels } = place;
  return {
    async read() {
      const found = await client.get(SECRET, namespace, secret);
      return found === undefined ? undefined : fromSecret(found);
    },
    async write(files, last) {
      const metadata = { name: secret, namespace, labels, ...(last && { resourceVersion: last.version }) };
      const object = { apiVersion: "v1", kind: "Secret", type: "kubernetes.io/tls", metadata, data: toData(files) };
      try {
        await (last === undefined ? client.create(SECRET, object) : client.replace(SECRET, object));
        return true;
      } catch (error) {
        if (KubeError.is(error, CONFLICT)) return false;
        throw error;
      }
    },
    async publish(authorities) {
      const found = await client.get(CONFIGURATION, undefined, configuration);
      if (found === undefined) return false;
      const caBundle = encode(authorities);
      const steps = listIn(found, "webhooks").flatMap((webhook, index) => {
        if (textIn(recordIn(webhook, "clientConfig"), "caBundle") === caBundle) return [];
        const at = `/webhooks/${index}`;
        return [
          // Whoever reorders them meanwhile makes this fail, and the next pass gets it right.
          { op: "test", path: `${at}/name`, value: textIn(webhook, "name") } as const,
          { op: "add", path: `${at}/clientConfig/caBundle`, value: caBundle } as const,
        ];
      });
      if (steps.length > 0) await client.patch(CONFIGURATION, { name: configuration }, steps);
      return true;
    },
  };
}

function fromSecret(secret: KubeObject): StoredTls {
  const data = isRecord(secret["data"]) ? secret["data"] : {};
  const read = (name: string): string => Buffer.from(textIn(data, name) ?? "", "base64").toString("utf8");
  return {
    files: { authorities: read("ca.crt"), certificate: read("tls.crt"), key: read("tls.key") },
    version: secret.metadata.resourceVersion ?? "",
  };
}

function toData({ authorities, certificate, key }: TlsFiles): Readonly<Record<string, string>> {
  return { "ca.crt": encode(authorities), "tls.crt": encode(certificate), "tls.key": encode(key) };
}

function encode(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
