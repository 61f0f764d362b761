import { type Fault } from '../yaml/document';
import { listed, suggest } from '../yaml/nearest';
import { entry, type Path } from '../yaml/path';
import { circleFaults } from './circles';
import { type FlowDefinition, isAggregation, type NodeVariant } from './definition';
import { parseReference } from './reference';

/**
 * What in a flow's definition cannot work, whichever way it is run: references to nothing, in every variant, and files
 * that are not there.
 */
export function flowFaults(
  definition: FlowDefinition,
  nodes: readonly NodeVariant[],
  hasFile: (path: string) => boolean,
): readonly Fault[] {
  const names = (definition.nodes ?? []).map(({ name }) => name);
  const aggregations = new Set(nodes.filter(({ body }) => isAggregation(body)).map(({ node }) => node));
  const inputs = Object.keys(definition.inputs ?? {});

  const check = (value: unknown, path: Path, reader: string, mayReadAggregation: boolean): readonly Fault[] => {
    const reference = parseReference(value);
    if (reference === undefined) return [];
    if (reference.to === 'input') {
      return inputs.includes(reference.input) ? [] : [unknownInput(reference.input, path, reader, inputs)];
    }
    if (!names.includes(reference.node)) return [unknownNode(reference.node, path, reader, names)];
    if (reference.section !== 'output') return [notOutput(reference.node, reference.section, path, reader)];
    return aggregations.has(reference.node) && !mayReadAggregation
      ? [earlyAggregation(reference.node, path, reader)]
      : [];
  };

  return [
    ...nodes.flatMap(({ node, body, path }) => {
      const reader = `Node '${node}'`;
      const values = Object.entries(body.inputs ?? {}).map(([input, value]) => ({
        value,
        at: [...path, 'inputs', input],
      }));
      if (body.activate) values.push({ value: body.activate.when, at: [...path, 'activate', 'when'] });
      return values.flatMap(({ value, at }) => check(value, at, reader, isAggregation(body)));
    }),
    ...Object.entries(definition.outputs ?? {}).flatMap(([output, { reference }]) => {
      const path = ['outputs', output, 'reference'];
      if (reference === undefined || reference === null || reference === '') return [emptyOutput(output, path)];
      // An output that reads an aggregation node is left out of the answer, without an error.
      return check(reference, path, `Output '${output}'`, true);
    }),
    ...duplicateNodes(names),
    ...circleFaults(nodes),
    ...variantFaults(definition),
    ...nodes.flatMap((node) => sourceFaults(node, hasFile)),
  ];
}

function unknownInput(input: string, path: Path, reader: string, inputs: readonly string[]): Fault {
  const message = `${reader} refers to the flow input '${input}', which does not exist; flow inputs: ${listed(inputs)}.`;
  return {
    path,
    code: 'unknown-input',
    message,
    hint: suggest(input, inputs, `Declare '${input}' under 'inputs', or use one of them.`),
  };
}

function unknownNode(node: string, path: Path, reader: string, nodes: readonly string[]): Fault {
  const message = `${reader} refers to the node '${node}', which does not exist; nodes: ${listed(nodes)}.`;
  return {
    path,
    code: 'unknown-node',
    message,
    hint: suggest(node, nodes, 'Write ${<node>.output}, or ${inputs.<input>} for a flow input.'),
  };
}

function notOutput(node: string, section: string, path: Path, reader: string): Fault {
  const index = /^output(\[.*)$/.exec(section)?.[1];
  const hint =
    index === undefined ? `Write \${${node}.output}.` : `Write \${${node}.output.${index}}: an index follows a dot.`;
  return {
    path,
    code: 'bad-reference',
    message: `${reader} reads '${section}' of the node '${node}'; only its 'output' can be read.`,
    hint,
  };
}

function earlyAggregation(node: string, path: Path, reader: string): Fault {
  const message = `${reader} reads the aggregation node '${node}', which runs after all lines are done.`;
  return {
    path,
    code: 'bad-reference',
    message,
    hint: "Set 'aggregation: true' on the reader too, or read a normal node.",
  };
}

function emptyOutput(output: string, path: Path): Fault {
  const hint = 'Write reference: ${<node>.output}.';
  return { path, code: 'missing-key', message: `Output '${output}' has no reference.`, hint };
}

function duplicateNodes(names: readonly string[]): readonly Fault[] {
  return names.flatMap((name, index): Fault[] => {
    if (names.indexOf(name) === index) return [];
    const message = `Node name '${name}' is taken by an earlier node.`;
    return [
      { path: ['nodes', index, 'name'], code: 'duplicate-name', message, hint: 'Give each node a name of its own.' },
    ];
  });
}

function variantFaults(definition: FlowDefinition): readonly Fault[] {
  return (definition.nodes ?? []).flatMap(({ name, use_variants: usesVariants }, index): Fault[] => {
    if (usesVariants !== true) return [];
    const choice = entry(definition.node_variants, name);
    const variants = Object.keys(choice?.variants ?? {});
    if (choice === undefined || variants.length === 0) {
      const message = `Node '${name}' uses variants, and none are defined for it.`;
      const hint = `Define them under 'node_variants.${name}.variants', or remove 'use_variants'.`;
      return [{ path: ['nodes', index, 'use_variants'], code: 'unknown-variant', message, hint }];
    }
    const byDefault = choice.default_variant_id;
    if (byDefault !== undefined && byDefault !== null && variants.includes(byDefault)) return [];
    const message = `The default variant of node '${name}' is ${byDefault ? `'${byDefault}'` : 'missing'}; variants: ${listed(variants)}.`;
    const hint = suggest(byDefault ?? '', variants, 'Name one of them.');
    return [{ path: ['node_variants', name, 'default_variant_id'], code: 'unknown-variant', message, hint }];
  });
}

function sourceFaults({ node, body, path }: NodeVariant, hasFile: (path: string) => boolean): readonly Fault[] {
  const file = body.source?.path;
  if (file === undefined || hasFile(file)) return [];
  const message = `Node '${node}' needs the file '${file}', which is not in the flow folder.`;
  const hint = 'Correct the path, which is relative to the flow folder, or add the file.';
  return [{ path: [...path, 'source', 'path'], code: 'missing-file', message, hint }];
}
