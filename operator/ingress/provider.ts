/**
 * What every way into the cluster is told, and what it makes of it. A provider is one file and one
 * row in `providers.ts`.
 * @module
 */
import type { KubernetesObject, Texts } from "../api/object.ts";
import type { IngressConfig } from "../defaults/operator-config.ts";
import type { Issue } from "../../runtime/graph/spec.ts";

export interface RoutedPredictor {
  readonly name: string;
  /** Its Service. */
  readonly service: string;
  readonly httpPort: number;
  readonly grpcPort: number;
  /** Percent of the requests; 100 for the only one. Of a shadow: of those that are mirrored. */
  readonly weight: number;
  readonly isShadow: boolean;
  /** Value of the label `version` of its pods. */
  readonly version: string;
  /** Secret with its certificate, when its ports speak TLS. */
  readonly tlsSecret: string | undefined;
  readonly explainer: { readonly service: string; readonly port: number } | undefined;
}

export interface HeaderMatch {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
}

export interface RouteInput {
  readonly sdep: string;
  readonly namespace: string;
  /** Name of what routes are for: that of the SeldonDeployment, or another one's whose URL it shares. */
  readonly externalName: string;
  readonly predictors: readonly RoutedPredictor[];
  /** What requests must carry beside the URL. */
  readonly headers: readonly HeaderMatch[];
  /** Host names; none for all. */
  readonly hosts: readonly string[];
  /** Annotations of the spec, else of the object. */
  readonly annotations: Texts;
  /** Of one request, milliseconds; undefined for none. */
  readonly timeoutMs: number | undefined;
  readonly grpcTimeoutMs: number | undefined;
  /** Paths below the SeldonDeployment's that are served; "/" for all. */
  readonly paths: readonly string[];
  readonly labels: Texts;
  readonly config: IngressConfig;
  readonly warnings: Issue[];
}

export interface IngressProvider {
  readonly kind: IngressConfig["provider"];
  /** Annotations that this provider does not know, though another one does. */
  readonly ignores: RegExp;
  routes(input: RouteInput): readonly KubernetesObject[];
}

/** The path under which a SeldonDeployment is reached, with a slash behind it. */
export function pathOf({ namespace, externalName }: Pick<RouteInput, "namespace" | "externalName">): string {
  return `/seldon/${namespace}/${externalName}/`;
}

/** The path of a predictor's explainer. */
export function explainerPathOf({ namespace, externalName }: RouteInput, { name }: RoutedPredictor): string {
  return `/seldon/${namespace}/${externalName}-explainer/${name}/`;
}

/** Those that answer, and the one that only gets copies. */
export function splitShadow(predictors: readonly RoutedPredictor[]): {
  readonly live: readonly RoutedPredictor[];
  readonly shadow: RoutedPredictor | undefined;
} {
  return {
    live: predictors.filter(({ isShadow }) => !isShadow),
    shadow: predictors.find(({ isShadow }) => isShadow),
  };
}

/** `namespace/name` of a gateway, or a name alone. */
export function gatewayRef(text: string): { readonly name: string; readonly namespace: string | undefined } {
  const [first = "", second] = text.split("/");
  return second === undefined ? { name: first, namespace: undefined } : { name: second, namespace: first };
}
