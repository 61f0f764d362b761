import { connectionParameters } from '../../../model/flow/python-tool';

describe('parameters of a Python tool that take a connection', () => {
  it.each([
    ['a plain tool', '@tool\ndef run(text: str, site: CustomConnection):\n    pass', ['site']],
    ['an async tool', '@tool\nasync def run(c: AzureOpenAIConnection) -> str:\n    pass', ['c']],
    ['a decorator with arguments', '@tool(name="x", type="python")\ndef run(c: SerpConnection = None): pass', ['c']],
    ['a union', '@tool\ndef run(c: Union[OpenAIConnection, AzureOpenAIConnection], n: Dict[str, int]): pass', ['c']],
    ['a name in quotes', "@tool\ndef run(c: 'CognitiveSearchConnection'): pass", ['c']],
    [
      'several lines with comments',
      '@tool\ndef run(\n    a: str,  # not b: OpenAIConnection\n    c: OpenAIConnection,\n): pass',
      ['c'],
    ],
    [
      'a class of its own',
      'class Shop(CustomStrongTypeConnection):\n    key: Secret\n\n@tool\ndef run(c: Shop): pass',
      ['c'],
    ],
    [
      'a tool class',
      'class T(ToolProvider):\n    def __init__(self, c: OpenAIConnection):\n        pass\n    @tool\n    def run(self, x: int): pass',
      ['c'],
    ],
    ['no annotation', '@tool\ndef run(c, n=(1, 2)): pass', []],
    ['another function', 'def helper(c: OpenAIConnection): pass\n@tool\ndef run(c: str): pass', []],
    ['an unfinished file', '@tool\ndef run(c: OpenAIConnection', []],
  ])('are found in %s', (_, source, names) => {
    expect([...connectionParameters(source)]).toEqual(names);
  });
});
