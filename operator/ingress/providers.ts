/** The ways into the cluster, one row each. @module */
import type { KubernetesObject } from "../api/object.ts";
import type { IngressKind } from "../defaults/operator-config.ts";
import { ambassador } from "./ambassador.ts";
import { gatewayApi } from "./gateway-api.ts";
import { istio } from "./istio.ts";
import type { IngressProvider, RouteInput } from "./provider.ts";

const none: IngressProvider = {
  kind: "none",
  ignores: /^seldon\.io\/(istio-|ambassador-)/,
  routes: () => [],
};

const PROVIDERS: Readonly<Record<IngressKind, IngressProvider>> = {
  "gateway-api": gatewayApi,
  istio,
  ambassador,
  none,
};

/** The routes of a SeldonDeployment; annotations for other providers are reported. */
export function planRoutes(input: RouteInput): readonly KubernetesObject[] {
  const provider = PROVIDERS[input.config.provider];
  for (const key of Object.keys(input.annotations)) {
    if (!provider.ignores.test(key)) continue;
    const message = `it has no effect: the ingress is ${provider.kind}`;
    input.warnings.push({ path: `annotations["${key}"]`, message });
  }
  return provider.routes(input);
}
