import { YamlDocument } from '../../../model/yaml/document';

const at = (text: string, path: readonly (string | number)[], place?: 'key' | 'value') => {
  const { line, column } = new YamlDocument('x.yaml', text).locate(path, place);
  return `${line}:${column}`;
};

describe('a place in a YAML file', () => {
  const text = `# first
a:
  b: 1
  'c d': [10, { e: 2 }]
list:
  - x: 1
    y: 2
`;

  it.each([
    ['a plain value', ['a', 'b'], '3:6'],
    ['a mapping, at its key', ['a'], '2:1'],
    ['a list, at its key', ['a', 'c d'], '4:3'],
    ['an item of a list', ['a', 'c d', 0], '4:11'],
    ['a value in an item', ['a', 'c d', 1, 'e'], '4:20'],
    ['a mapping in a list', ['list', 0], '6:5'],
    ['a key that is missing, at what should hold it', ['a', 'z'], '2:1'],
    ['an item that is missing', ['list', 7], '5:1'],
  ])('is found for %s', (_, path, place) => expect(at(text, path)).toBe(place));

  it('is the key where the key is wrong', () => {
    expect(at(text, ['a', 'c d'], 'key')).toBe('4:3');
    expect(at(text, ['a', 'b'], 'key')).toBe('3:3');
  });

  it('is found through aliases', () => {
    expect(at('base: &base\n  x: 1\nother: *base\n', ['other', 'x'])).toBe('2:6');
  });

  it('is the start of a file that is empty', () => expect(at('', ['a'])).toBe('1:1'));
});

describe('a mistake of syntax', () => {
  it.each([
    ['a tab', 'a:\n\tb: 1\n', 2, 'Indent with spaces.'],
    ['an open quote', 'a: "x\n', 2, 'Check'],
    ['an open bracket', 'a: [1, 2\nb: 3\n', 2, 'close every bracket'],
    ['a second document', 'a: 1\n---\nb: 2\n', 2, "'---'"],
    ['a colon in a text', 'a: b: c\n', 1, 'in quotes'],
  ])('such as %s is told with its line and a way out', (_, text, line, hint) => {
    const { problems, value } = new YamlDocument('x.yaml', text);
    expect(problems).toEqual([expect.objectContaining({ file: 'x.yaml', line, code: 'yaml-syntax' })]);
    expect(problems[0]!.hint).toContain(hint);
    expect(value).toBeUndefined();
  });

  it('is told for a key that stands twice, and what the file says otherwise is still read', () => {
    const { problems, value } = new YamlDocument('x.yaml', 'list:\n  - a: 1\n    b: 2\n    a: 3\n');
    expect(problems).toEqual([
      {
        file: 'x.yaml',
        line: 4,
        column: 5,
        path: 'list[0].a',
        code: 'duplicate-key',
        message: "Key 'a' stands twice in one mapping, first on line 2.",
        hint: 'Keep one of the two, or rename one.',
      },
    ]);
    expect(value).toBeDefined();
  });

  it('is not made by words that YAML 1.1 took for true and false', () => {
    expect(new YamlDocument('x.yaml', 'a: yes\nb: on\nc: 2024-01-31\nd: 010\n').value).toEqual({
      a: 'yes',
      b: 'on',
      c: '2024-01-31',
      d: 10,
    });
  });

  it('is an alias that explodes, not a hanging program', () => {
    const levels = Array.from({ length: 12 }, (_, index) =>
      index === 0
        ? 'l0: &l0 [x, x, x, x, x, x, x, x, x, x]'
        : `l${index}: &l${index} [${Array.from({ length: 10 }, () => `*l${index - 1}`).join(', ')}]`,
    );
    expect(new YamlDocument('x.yaml', levels.join('\n')).problems).toMatchObject([{ code: 'yaml-syntax' }]);
  });
});
