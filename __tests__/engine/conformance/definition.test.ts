import { node, tool } from '../flow-folder';
import { conforms, dag, type Case } from './case';

const files = (yaml: string): Case['files'] => ({
  'flow.dag.yaml': yaml,
  'a.jinja2': 'A',
  'n.py': tool('x=None', 'x'),
});

/** A flow whose only output is a literal. */
const literal = (type: string, reference: string, x: unknown): Case => ({
  it: `an output of type ${type} may be the literal ${reference}, which stays as it is`,
  files: files(`outputs: {x: {type: ${type}, reference: ${reference}}}\n`),
  outputs: { x },
});

describe('top-level keys', () => {
  conforms('1.2', [
    { it: 'null counts as empty', files: files('inputs:\noutputs:\nnodes:\n'), outputs: {} },
    {
      it: 'a notation of images that is unknown is refused',
      files: files('message_format: fancy\n'),
      refuses: { code: 'InvalidMessageFormatType', message: "'fancy'" },
    },
    {
      it: 'another language is no reason to refuse',
      files: files(
        `language: csharp\n${dag('{}', '{x: {type: string, reference: "${a}"}}', node('a', 'a.jinja2', ''))}`,
      ),
      outputs: { x: 'A' },
    },
  ]);
});

const ask = (module: string): Case['files'] =>
  files(
    `nodes:\n- {name: n, type: llm, source: {type: code, path: a.jinja2}, api: chat, connection: c, module: ${module}}\n`,
  );

describe('nodes', () => {
  conforms('1.5', [
    {
      it: 'a module that is not there is refused, before the connection is looked for',
      files: ask('no.such.mod'),
      refuses: { code: 'FailedToImportModule', node: 'n', message: "provider module 'no.such.mod' failed" },
    },
    {
      it: 'the modules of models need no Python',
      files: ask('promptflow.tools.aoai'),
      refuses: { code: 'ResolveToolError', node: 'n', message: '(GetConnectionError)' },
    },
    {
      it: 'a node of another language is refused with the tools, in their order',
      files: files(dag('{}', '{}', '- {name: n, type: csharp, source: {type: code, path: a.cs}}\n')),
      refuses: {
        code: 'ResolveToolError',
        node: 'n',
        message: '(NotImplementedError) Tool type csharp is not supported',
      },
    },
  ]);
});

describe('inputs', () => {
  conforms('1.3', [
    {
      it: 'an input without a type is refused by its name',
      files: files('inputs: {x: {default: 1}}\n'),
      refuses: { code: 'FlowDefinitionError', message: "input 'x' has no type" },
    },
    {
      it: 'the values of an enum are not enforced',
      files: files(dag('{x: {type: string, enum: [a, b]}}', '{x: {type: string, reference: "${inputs.x}"}}', '')),
      inputs: { x: 'c' },
      outputs: { x: 'c' },
    },
    ...['secret', 'file_path', 'prompt_template', 'assistant_definition'].map((type): Case => ({
      it: `an input of type ${type} passes unchanged`,
      files: files(dag(`{x: {type: ${type}}}`, '{x: {type: object, reference: "${inputs.x}"}}', '')),
      inputs: { x: 5 },
      outputs: { x: 5 },
    })),
    ...['str', 'float', 'dict', 'STRING'].map((type): Case => ({
      it: `${type} is no type`,
      files: files(`inputs: {x: {type: ${type}}}\n`),
      refuses: { code: 'FlowDefinitionError', message: `'${type}'` },
    })),
  ]);
});

describe('outputs', () => {
  conforms('1.4', [
    literal('string', 'hello', 'hello'),
    literal('int', '"5"', '5'),
    literal('list', '3', 3),
    {
      it: 'the type of an output converts nothing',
      files: files(dag('{x: {type: int}}', '{x: {type: string, reference: "${inputs.x}"}}', '')),
      inputs: { x: 1 },
      outputs: { x: 1 },
    },
    {
      it: 'an empty reference is refused',
      files: files('outputs: {x: {type: string, reference: ""}}\n'),
      refuses: { code: 'EmptyOutputReference', message: "'x'" },
    },
    {
      it: 'a null reference is a literal null',
      files: files('outputs: {x: {type: string, reference: }}\n'),
      outputs: { x: null },
    },
    {
      it: 'an unknown flow input is refused',
      files: files('outputs: {x: {type: string, reference: "${inputs.y}"}}\n'),
      refuses: { code: 'OutputReferenceNotFound', message: "'y'" },
    },
    {
      it: 'an output without a type is refused',
      files: files('outputs: {x: {reference: 1}}\n'),
      refuses: { code: 'FlowDefinitionError', message: "output 'x' has no type" },
    },
  ]);
});

describe('nodes', () => {
  conforms('1.5', [
    {
      it: 'the kind of a source is code unless it says otherwise',
      files: files(
        dag(
          '{}',
          '{x: {type: string, reference: "${a.output}"}}',
          '- {name: a, type: prompt, source: {path: a.jinja2}, inputs: }\n',
        ),
      ),
      outputs: { x: 'A' },
    },
    {
      it: 'reduce is the old spelling of aggregation',
      files: files(dag('{}', '{x: {type: int, reference: "${n.output}"}}', node('n', 'n.py', '', 'reduce: true'))),
      outputs: {},
      nodes: {},
    },
    {
      it: 'one node may go without a name',
      files: files(dag('{}', '{}', '- {type: prompt, source: {path: a.jinja2}}\n')),
      outputs: {},
    },
    {
      it: 'a Python node from neither a file nor a package is refused',
      files: files(dag('{}', '{}', '- {name: n, type: python, source: {type: cloud, path: n.py}}\n')),
      refuses: { code: 'ResolveToolError', node: 'n', message: 'cloud' },
    },
    {
      it: 'a prompt without a path is refused',
      files: files(dag('{}', '{}', '- {name: n, type: prompt, source: {type: code}}\n')),
      refuses: { code: 'ResolveToolError', node: 'n', message: '(InvalidSource)' },
    },
  ]);
});

describe('the order of checks', () => {
  conforms('1.6', [
    {
      it: 'activate is read before tools are loaded',
      files: files(dag('{}', '{}', node('n', 'gone.py', '') + node('m', 'a.jinja2', '', 'activate: {is: 1}'))),
      refuses: { code: 'FlowDefinitionError', node: 'm' },
    },
    {
      it: 'variants are chosen before tools are loaded',
      files: files('nodes: [{name: n, type: python, source: {path: gone.py}}, {name: v, use_variants: true}]\n'),
      refuses: { code: 'InvalidFlowError', node: 'v' },
    },
    {
      it: 'tools are loaded in the order of the file',
      files: files(dag('{}', '{}', node('second', 'gone.jinja2', '') + node('first', 'gone.py', ''))),
      refuses: { code: 'ResolveToolError', node: 'second' },
    },
    {
      it: 'nodes that will never run are loaded, too',
      files: files(dag('{}', '{}', node('n', 'gone.py', '', 'activate: {when: 1, is: 2}'))),
      refuses: { code: 'ResolveToolError', node: 'n' },
    },
    {
      it: 'nodes come before outputs',
      files: files(
        dag('{}', '{x: {type: int, reference: "${gone.output}"}}', node('n', 'a.jinja2', 'x: "${inputs.gone}"')),
      ),
      refuses: { code: 'InputReferenceNotFound', node: 'n' },
    },
    {
      it: 'a node that reads itself is a circle',
      files: files(dag('{}', '{}', node('n', 'a.jinja2', 'x: "${n.output}"'))),
      refuses: { code: 'NodeCircularDependency', message: 'n' },
    },
    {
      it: 'a circle may go through an activate',
      files: files(
        dag(
          '{}',
          '{}',
          node('n', 'a.jinja2', 'x: "${m.output}"') +
            node('m', 'a.jinja2', '', 'activate: {when: "${n.output}", is: A}'),
        ),
      ),
      refuses: { code: 'NodeCircularDependency', message: 'm, n' },
    },
  ]);
});
