import { type JsonValue, type VariantChoice, type VariantMode, type VariedNode } from '../../model';
import { coverPairs } from './pairwise';

/** One variant of each node, and one value of each parameter that is set. */
export interface Choice {
  readonly variants: VariantChoice;
  readonly parameters: Readonly<Record<string, JsonValue>>;
}

/** What choices are made from. */
export interface ChoiceSpace {
  readonly mode: VariantMode;
  readonly variedNodes: readonly VariedNode[];
  /** Values to try, by `<node>.<input>`. */
  readonly parameters: Readonly<Record<string, readonly JsonValue[]>>;
}

/**
 * Every choice that an experiment tries, each once. Parameters are tried in all combinations with each choice of
 * variants, except where pairs are covered: there they take part in the pairs. What a release runs is always among them.
 */
export function choices(space: ChoiceSpace): readonly Choice[] {
  const defaults = defaultsOf(space.variedNodes);
  const found =
    space.mode === 'pairwise'
      ? pairs(space)
      : variantChoices(space.mode, space.variedNodes, defaults).flatMap((variants) =>
          combinations(Object.entries(space.parameters)).map((parameters) => ({ variants, parameters })),
        );
  return unique([{ variants: defaults, parameters: {} }, ...found]);
}

/** How many choices there are, without making them: there may be more than memory holds. */
export function countChoices(space: ChoiceSpace): number {
  if (space.mode === 'pairwise') return choices(space).length;
  const { mode, variedNodes, parameters } = space;
  const sweeps = Object.entries(parameters).map(([name, values]) => unique(values.map((value) => sweep(name, value))));
  const values = sweeps.reduce((product, { length }) => product * length, 1);
  const grid = variedNodes.reduce((product, node) => product * node.variants.length, 1);
  // What a release runs sets no parameter, so it is none of those that do.
  if (sweeps.length > 0) return (mode === 'grid' ? grid : listed(mode, variedNodes).length) * values + 1;
  return mode === 'grid' ? grid : choices({ mode, variedNodes, parameters }).length;
}

function sweep(name: string, value: JsonValue): Choice {
  return { variants: {}, parameters: { [name]: value } };
}

function listed(mode: Exclude<VariantMode, 'pairwise'>, nodes: readonly VariedNode[]): readonly Choice[] {
  return unique(variantChoices(mode, nodes, defaultsOf(nodes)).map((variants) => ({ variants, parameters: {} })));
}

function defaultsOf(nodes: readonly VariedNode[]): VariantChoice {
  return Object.fromEntries(nodes.map((node) => [node.node, node.default]));
}

function variantChoices(
  mode: Exclude<VariantMode, 'pairwise'>,
  nodes: readonly VariedNode[],
  defaults: VariantChoice,
): readonly VariantChoice[] {
  switch (mode) {
    case 'default-only':
      return [defaults];
    case 'one-at-a-time':
      return [
        defaults,
        ...nodes.flatMap(({ node, default: standard, variants }) =>
          variants.filter((variant) => variant !== standard).map((variant) => ({ ...defaults, [node]: variant })),
        ),
      ];
    case 'grid':
      return combinations(nodes.map(({ node, variants }) => [node, variants] as const));
    default:
      return mode.map((choice) => ({ ...defaults, ...choice }));
  }
}

/** All ways to take one value of each factor, the last factor changing fastest. */
function combinations<T>(factors: readonly (readonly [name: string, values: readonly T[]])[]): Record<string, T>[] {
  return factors.reduce<Record<string, T>[]>(
    (made, [name, values]) => made.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

function pairs({ variedNodes, parameters }: ChoiceSpace): readonly Choice[] {
  const nodes = variedNodes.map(({ node, variants }) => ({ name: node, values: variants }));
  const swept = Object.entries(parameters).map(([name, values]) => ({ name, values }));
  const rows = coverPairs([...nodes, ...swept].map(({ values }) => values.length));
  return rows.map((row) => ({
    variants: Object.fromEntries(nodes.map(({ name, values }, index) => [name, values[row[index] ?? 0] ?? ''])),
    parameters: Object.fromEntries(
      swept.map(({ name, values }, index) => [name, values[row[nodes.length + index] ?? 0] ?? null]),
    ),
  }));
}

function unique(all: readonly Choice[]): readonly Choice[] {
  return [...new Map(all.map((choice) => [choiceKey(choice), choice])).values()];
}

/** The same text for the same choice, in whatever order its keys stand. */
export function choiceKey({ variants, parameters }: Choice): string {
  const sorted = (map: Readonly<Record<string, unknown>>) =>
    Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([sorted(variants), sorted(parameters)]);
}
