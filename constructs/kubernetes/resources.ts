/** What a container is given. */
export interface ContainerResources {
  /** Cores, or millicores: `2`, `500m`. */
  readonly cpu: string;
  /** Bytes with a unit: `2Gi`. */
  readonly memory: string;
  /** Number of NVIDIA GPUs. @default - none */
  readonly gpu?: number;
}

/** What a container has set aside for it, and what it may use at most. */
export interface ResourceBounds {
  readonly requests: ContainerResources;
  readonly limits: ContainerResources;
}

/** An instance type of a cluster, which deployments name. */
export interface InstanceType extends ResourceBounds {
  /** Labels of the nodes that it runs on. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

/** What Kubernetes would refuse of the bounds; `what` names them in the messages. */
export function boundsProblems(what: string, { requests, limits }: ResourceBounds): string[] {
  const problems = Object.entries({ requests, limits }).flatMap(([side, { cpu, memory }]) => [
    ...(cores(cpu) === undefined ? [`${what}.${side}.cpu is "${cpu}", but must be like "500m" or "2"`] : []),
    ...(bytes(memory) === undefined
      ? [`${what}.${side}.memory is "${memory}", but must be like "512Mi" or "2Gi"`]
      : []),
  ]);
  const pairs = [
    ['cpu', cores(requests.cpu), cores(limits.cpu)],
    ['memory', bytes(requests.memory), bytes(limits.memory)],
    ['gpu', requests.gpu ?? 0, limits.gpu ?? 0],
  ] as const;
  for (const [kind, asked = 0, most = 0] of problems.length > 0 ? [] : pairs) {
    if (asked > most) problems.push(`${what}: the request for ${kind} is above its limit`);
  }
  return problems;
}

/** As the attachment of a cluster takes them: by Kubernetes' own names. */
export function asKubernetesResources({ requests, limits }: ResourceBounds): object {
  const named = ({ cpu, memory, gpu }: ContainerResources) => ({
    cpu,
    memory,
    'nvidia.com/gpu': gpu === undefined ? undefined : String(gpu),
  });
  return { requests: named(requests), limits: named(limits) };
}

/** As a deployment takes them. */
export function asDeploymentResources({ requests, limits }: ResourceBounds): object {
  const named = ({ cpu, memory, gpu }: ContainerResources) => ({
    cpu,
    memory,
    gpu: gpu === undefined ? undefined : String(gpu),
  });
  return { containerResourceRequests: named(requests), containerResourceLimits: named(limits) };
}

function cores(text: string): number | undefined {
  if (/^\d+(\.\d{1,3})?$/.test(text)) return Number(text);
  return /^[1-9]\d*m$/.test(text) ? Number(text.slice(0, -1)) / 1000 : undefined;
}

const units: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};

function bytes(text: string): number | undefined {
  const [, amount, unit = ''] = /^([1-9]\d*)(\D+)$/.exec(text) ?? [];
  const size = units[unit];
  return amount === undefined || size === undefined ? undefined : Number(amount) * size;
}
