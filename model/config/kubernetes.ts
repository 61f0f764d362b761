import { z } from 'zod';
import { textLike } from './text-rule';

/** A name that Kubernetes accepts for namespaces and instance types (RFC 1123). */
export const kubernetesName = textLike({
  pattern: /^(?=.{1,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
  code: 'invalid-name',
  expected:
    'a Kubernetes name has at most 63 lower-case letters, digits and hyphens, with a letter or digit at both ends',
  hint: 'Respell it.',
});

const cpu = textLike({
  pattern: /^(?:[1-9]\d*m|\d+(?:\.\d{1,3})?)$/,
  code: 'wrong-format',
  expected: 'CPU is given in cores or millicores',
  hint: "Write '500m' or '2', for example.",
});

const memory = textLike({
  pattern: /^[1-9]\d*(?:Ki|Mi|Gi|Ti|k|M|G|T)$/,
  code: 'wrong-format',
  expected: 'memory is given with a unit',
  hint: "Write '512Mi' or '2Gi', for example.",
});

const containerResources = z.strictObject({
  cpu: cpu.meta({ description: 'Cores or millicores.' }),
  memory: memory.meta({ description: 'Memory with its unit.' }),
  gpu: z.int().min(1).max(16).exactOptional().meta({ description: 'NVIDIA GPUs. Default: none.' }),
});

/** What a container asks for and what it may use at most, with more keys beside the two. */
export function resourceBoundsWith<T extends z.core.$ZodLooseShape>(more: T) {
  return z
    .strictObject({
      requests: containerResources.meta({ description: 'What is set aside for it.' }),
      limits: containerResources.meta({ description: 'What it may use at most.' }),
      ...more,
    })
    .superRefine((bounds, context) => {
      const { requests, limits } = bounds as Bounds;
      for (const [what, asked, most] of [
        ['cpu', cores(requests.cpu), cores(limits.cpu)],
        ['memory', bytes(requests.memory), bytes(limits.memory)],
        ['gpu', requests.gpu ?? 0, limits.gpu ?? 0],
      ] as const) {
        if (asked <= most) continue;
        const message = `The request for ${what} is above its limit.`;
        const params = { code: 'resource-bounds', hint: `Raise limits.${what}, or lower requests.${what}.` };
        context.addIssue({ code: 'custom', path: ['requests', what], message, params });
      }
    });
}

type Bounds = Readonly<Record<'requests' | 'limits', z.infer<typeof containerResources>>>;

/** CPU in cores. */
export function cores(text: string): number {
  return text.endsWith('m') ? Number(text.slice(0, -1)) / 1000 : Number(text);
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

/** Memory in bytes. */
export function bytes(text: string): number {
  const [, amount = '0', unit = ''] = /^(\d+)(.*)$/.exec(text) ?? [];
  return Number(amount) * (units[unit] ?? 1);
}
