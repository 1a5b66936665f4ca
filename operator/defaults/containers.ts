/** What every container of the graph has. @see contract sections 2.2 (step 6) and 3.2 @module */
import type { Container, ContainerPort, VolumeMount } from "../api/pod.ts";
import type { ContainerPorts } from "./ports.ts";

/** The annotations of the pod, as a file. */
export const POD_INFO: VolumeMount = { name: "seldon-podinfo", mountPath: "/etc/podinfo" };

/** The container with its ports, where it does not name them itself, and with what the contract sets. */
export function withPorts(
  container: Container,
  { http, grpc }: ContainerPorts,
  more: readonly ContainerPort[],
): Container {
  const { ports = [], volumeMounts = [] } = container;
  const named = (name: string, containerPort: number): readonly ContainerPort[] =>
    ports.some((port) => port.name === name) ? [] : [{ name, containerPort }];
  return {
    ...container,
    imagePullPolicy: container.imagePullPolicy || "IfNotPresent",
    terminationMessagePath: container.terminationMessagePath || "/dev/termination-log",
    terminationMessagePolicy: container.terminationMessagePolicy || "File",
    ports: [...ports, ...named("http", http), ...named("grpc", grpc), ...more].map((port) => ({
      ...port,
      protocol: port.protocol || "TCP",
    })),
    volumeMounts: volumeMounts.some(({ name }) => name === POD_INFO.name) ? volumeMounts : [...volumeMounts, POD_INFO],
  };
}

/** Without the mount that operators before 1.2 wrote. */
export function withoutOldPodInfo(container: Container): Container {
  const { volumeMounts } = container;
  if (volumeMounts === undefined) return container;
  return { ...container, volumeMounts: volumeMounts.filter(({ name }) => name !== "podinfo") };
}
