import { freshProject } from '../project-folder';

const fresh = freshProject();

test('a connection that no environment defines is one problem, at the node that uses it', () => {
  fresh.folder.dag('connection: aoai', 'connection: aoia');
  expect(fresh.folder.mistake()).toMatchObject({
    file: 'flows/answers/standard/flow.dag.yaml',
    line: 15,
    column: 17,
    path: 'nodes[0].connection',
    code: 'unknown-connection',
    message: "Node 'ask' uses the connection 'aoia', which 'dev' and 'prod' do not define; defined: 'aoai'.",
    hint: expect.stringContaining("Did you mean 'aoai'?"),
  });
});

test('a connection that one environment lacks names that environment', () => {
  fresh.folder
    .environments('    aoai:\n', '    other:\n')
    .environments(
      '  dev:\n',
      '  dev:\n    connections: { aoai: { type: open_ai, auth: { key: { env: OPENAI_KEY } } } }\n',
    );
  expect(fresh.folder.mistake()).toMatchObject({
    code: 'unknown-connection',
    message: expect.stringContaining("which 'prod' does not define"),
    hint: expect.stringContaining('environments.prod.connections'),
  });
});

test('an environment in which the flow is not deployed may lack its connections', () => {
  fresh.folder
    .environments('defaults:\n', 'defaults:\n  tags: {}\n')
    .environments(
      '  connections:\n    aoai:\n      type: azure_open_ai\n      endpoint: https://acme.openai.azure.com/\n      auth: entra\n',
      '',
    )
    .environments(
      '  prod:\n',
      '  prod:\n    connections: { aoai: { type: azure_open_ai, endpoint: https://acme.openai.azure.com } }\n',
    )
    .config('  dev:\n    - target: managed-endpoint\n      test: ../flows/answers/sample-request.json\n', '');
  expect(fresh.folder.load().problems).toEqual([]);
});

test('a connection that a Python tool takes is found by the annotation of its parameter', () => {
  fresh.folder
    .write(
      'flows/answers/standard/polish.py',
      'from promptflow.core import tool\nfrom promptflow.connections import CustomConnection\n\n\n@tool\ndef polish(text: str, tone: str, site: CustomConnection) -> str:\n    return text\n',
    )
    .dag('tone: ${inputs.tone}', 'tone: ${inputs.tone}\n      site: website');
  expect(fresh.folder.mistake()).toMatchObject({
    file: 'flows/answers/standard/flow.dag.yaml',
    path: 'nodes[1].inputs.site',
    code: 'unknown-connection',
  });
});

test('only the connections of default variants must be there: an endpoint runs no others', () => {
  fresh.folder
    .dag(
      '  - name: ask\n    type: llm\n    source: { type: code, path: ask.jinja2 }\n    connection: aoai\n    inputs:\n      question: ${inputs.question}\n',
      '  - name: ask\n    use_variants: true\n',
    )
    .dag(
      'nodes:\n',
      `node_variants:
  ask:
    default_variant_id: long
    variants:
      long: { node: { type: llm, source: { path: ask.jinja2 }, connection: aoai, inputs: { question: '\${inputs.question}' } } }
      brief: { node: { type: llm, source: { path: ask.jinja2 }, connection: lab, inputs: { question: '\${inputs.question}' } } }
nodes:
`,
    );
  expect(fresh.folder.project().environments.prod!.flows[0]!.connections).toEqual(['aoai']);
});
