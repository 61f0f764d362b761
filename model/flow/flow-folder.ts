import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Problem } from '../problem';
import { type YamlDocument } from '../yaml/document';
import { salvage } from '../yaml/salvage';
import { type FlowDefinition, flowDefinition, isAggregation, type NodeVariant, nodeVariants } from './definition';
import { connectionParameters } from './python-tool';
import { flexFlow, type FlexFlow } from './flex-flow';
import { flowFaults } from './flow-faults';
import { parseReference } from './reference';
import { type Path } from '../yaml/path';

/** The names that a flow's definition may have in its folder. */
export const definitionFiles = ['flow.dag.yaml', 'flow.dag.yml', 'flow.flex.yaml', 'flow.flex.yml'] as const;

/** A connection that a node of the flow uses by default, and where it says so. */
export interface UsedConnection {
  readonly name: string;
  readonly node: string;
  readonly path: Path;
}

/** A flow folder as its `flow.dag.yaml` describes it, or its `flow.flex.yaml` and the code of its entry. */
export class FlowFolder {
  readonly problems: readonly Problem[];
  /** Undefined where the file cannot be understood; `problems` then says why. */
  readonly definition: FlowDefinition | undefined;
  readonly nodes: readonly NodeVariant[];
  /** What an endpoint of the flow needs: other variants may use other connections. */
  readonly connections: readonly UsedConnection[];
  /** The definition as its file has it. */
  readonly #written: FlowDefinition | undefined;
  /** Set where the flow is a Python function or class. */
  readonly #flex: FlexFlow | undefined;

  /** @param path absolute */
  constructor(
    readonly path: string,
    readonly document: YamlDocument,
  ) {
    const isReadable = document.value !== undefined;
    const { value, faults } = isReadable ? salvage(flowDefinition, document.value) : { value: undefined, faults: [] };
    // Where parts had to be left out, checks against the rest would report what is not there by mistake only.
    const written = faults.length + document.problems.length === 0 ? value : undefined;
    this.#written = written;
    this.#flex = written?.entry === undefined ? undefined : flexFlow(written, (file) => this.#readIfThere(file));
    this.definition = this.#flex?.definition ?? written;
    this.nodes = this.definition === undefined ? [] : nodeVariants(this.definition);
    this.connections =
      this.#flex?.connections ??
      this.nodes.filter(({ isDefault }) => isDefault).flatMap((node) => this.#connectionsOf(node));
    const wrong =
      this.#flex?.faults ??
      (this.definition === undefined ? [] : flowFaults(this.definition, this.nodes, (file) => this.#has(file)));
    this.problems = [...document.problems, ...[...faults, ...wrong].map((fault) => document.problem(fault))];
  }

  /** Names of the outputs in an answer of the flow's endpoint, which leaves out what only evaluations see. */
  get outputs(): readonly string[] {
    if (this.#flex !== undefined) return this.#flex.outputs;
    const aggregations = this.nodes.filter(({ body }) => isAggregation(body)).map(({ node }) => node);
    return Object.entries(this.definition?.outputs ?? {}).flatMap(([name, output]) => {
      const reference = parseReference(output.reference);
      const isAggregated = reference?.to === 'node' && aggregations.includes(reference.node);
      return output.evaluation_only === true || isAggregated ? [] : [name];
    });
  }

  /** The input and the output that a chat goes through; undefined where the flow is no chat flow. */
  get chat(): { readonly input: string; readonly output: string } | undefined {
    const input = Object.entries(this.definition?.inputs ?? {}).find(
      ([, { is_chat_input: isChat }]) => isChat === true,
    );
    const output = Object.entries(this.definition?.outputs ?? {}).find(
      ([, { is_chat_output: isChat }]) => isChat === true,
    );
    return input === undefined || output === undefined ? undefined : { input: input[0], output: output[0] };
  }

  #connectionsOf({ node, body, path }: NodeVariant): readonly UsedConnection[] {
    const own = typeof body.connection === 'string' && body.connection !== '' ? [body.connection] : [];
    const found = own.map((name): UsedConnection => ({ name, node, path: [...path, 'connection'] }));
    if (body.type !== 'python' || typeof body.source?.path !== 'string') return found;
    const literals = Object.entries(body.inputs ?? {}).filter(
      (input): input is [string, string] =>
        typeof input[1] === 'string' && input[1] !== '' && !input[1].startsWith('${'),
    );
    if (literals.length === 0) return found;
    const parameters = connectionParameters(this.#read(body.source.path));
    const passed = literals.filter(([input]) => parameters.has(input));
    return [...found, ...passed.map(([input, name]) => ({ name, node, path: [...path, 'inputs', input] }))];
  }

  /** A file of the flow, be it in the folder or brought there by `additional_includes`. */
  #find(file: string): string | undefined {
    const includes = (this.#written?.additional_includes ?? []).map((include) => {
      const [first = '', ...rest] = file.split('/');
      return basename(include) === first ? join(this.path, include, ...rest) : undefined;
    });
    return [join(this.path, file), ...includes].find(
      (path) => path !== undefined && statSync(path, { throwIfNoEntry: false })?.isFile(),
    );
  }

  #has(file: string): boolean {
    return this.#find(file) !== undefined;
  }

  #read(file: string): string {
    return this.#readIfThere(file) ?? '';
  }

  #readIfThere(file: string): string | undefined {
    const path = this.#find(file);
    return path === undefined ? undefined : readFileSync(path, 'utf8');
  }
}
