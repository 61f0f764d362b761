import type { LineResult, LoadOptions, RunOptions } from '../../../engine';
import { loadFlow } from '../../../engine';
import { node, runOnce, tool, writeFlow, type Files } from '../flow-folder';

/** One behaviour of prompt flow: a flow, its inputs, and what comes of it. */
export interface Case {
  readonly it: string;
  readonly files: Files;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly options?: LoadOptions & Pick<RunOptions, 'lineNumber'>;
  /** Exactly one of the three. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly fails?: Partial<NonNullable<LineResult['error']>>;
  readonly refuses?: { readonly code: string; readonly message?: string; readonly node?: string };
  readonly nodes?: LineResult['nodes'];
}

/** Turns a table of cases into tests. `section` is the one of prompt flow's behaviour (see README.md) that they come from. */
export function conforms(section: string, cases: readonly Case[]): void {
  test.each(cases.map((entry) => [entry.it, entry] as const))(`${section} %s`, async (_, entry) => {
    if (entry.refuses !== undefined) {
      await expectRefusal(entry);
      return;
    }
    const result = await runOnce(entry.files, entry.inputs, entry.options);
    if (entry.fails === undefined) {
      expect(result.error).toBeUndefined();
      expect(result).toMatchObject({ status: 'Completed' });
      expect(result.outputs).toEqual(entry.outputs);
    } else {
      const { message, ...rest } = entry.fails;
      expect(result).toMatchObject({ status: 'Failed', outputs: {}, error: rest });
      if (message !== undefined) expect(result.error?.message).toContain(message);
    }
    if (entry.nodes !== undefined) expect(result.nodes).toEqual(entry.nodes);
  });
}

/** One output of a flow that has many. */
export interface OutputCase {
  readonly it: string;
  readonly output: string;
  readonly value: unknown;
}

/** Turns outputs of one flow into tests. It runs once: to start a Python process for each would take most of the time. */
export function outputsConform(section: string, files: Files, cases: readonly OutputCase[]): void {
  let run: Promise<LineResult> | undefined;
  test.each(cases.map((entry) => [entry.it, entry] as const))(`${section} %s`, async (_, { output, value }) => {
    const result = await (run ??= runOnce(files));
    expect(result.error).toBeUndefined();
    expect(result.outputs[output]).toEqual(value);
  });
}

/** What a parameter receives, as `repr()` shows it, when a literal is given for it in flow.dag.yaml. */
export interface LiteralCase {
  readonly parameters: string;
  readonly inputs: string;
  readonly shown: string;
  /** Lines before the tool. */
  readonly imports?: string;
}

/** Turns a table of literals into tests: one flow with a node for each. The parameter's name is `a`. */
export function literalsConform(section: string, cases: readonly LiteralCase[]): void {
  const nodes = cases.map(({ inputs }, index) => node(`n${index}`, `n${index}.py`, inputs)).join('');
  const outputs = cases.map((_, index) => `n${index}: {type: string, reference: "\${n${index}.output}"}`).join(', ');
  const tools = cases.map(({ parameters, imports = '' }, index) => [
    `n${index}.py`,
    `${imports}${tool(parameters, 'repr(a)')}`,
  ]);
  outputsConform(
    section,
    { 'flow.dag.yaml': dag('{}', `{${outputs}}`, nodes), ...(Object.fromEntries(tools) as Files) },
    cases.map(({ parameters, inputs, shown }, index) => ({
      it: `${parameters} given ${inputs} receives ${shown}`,
      output: `n${index}`,
      value: shown,
    })),
  );
}

async function expectRefusal({ files, options, refuses }: Case): Promise<void> {
  const { message, ...rest } = refuses!;
  const loading = loadFlow(writeFlow(files), options).then((flow) => flow.close());
  await expect(loading).rejects.toMatchObject(rest);
  if (message !== undefined) await expect(loading).rejects.toThrow(message);
}

/** A flow that echoes its inputs and the outputs named, through templates only. */
export function dag(inputs: string, outputs: string, nodes: string): string {
  return `inputs:\n  ${inputs}\noutputs:\n  ${outputs}\nnodes:\n${nodes === '' ? '  []\n' : nodes}`;
}
