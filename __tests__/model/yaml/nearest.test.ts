import fc from 'fast-check';
import { listed, nearest, suggest } from '../../../model/yaml/nearest';

describe('the nearest word', () => {
  it.each([
    ['instanceTyp', ['instances', 'instanceType'], 'instanceType'],
    ['dve', ['dev', 'prod'], 'dev'],
    ['aoia', ['aoai', 'search'], 'aoai'],
    ['Premum', ['Basic', 'Standard', 'Premium'], 'Premium'],
    ['premium', ['Basic', 'Premium'], 'Premium'],
    ['banana', ['Basic', 'Premium'], undefined],
    ['qa', ['pr', 'dev'], undefined],
    ['x', [], undefined],
  ])('to %s among %j is %s', (word, candidates, expected) => expect(nearest(word, candidates)).toBe(expected));

  it('to a word among the candidates is itself', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, selector: (word) => word.toLowerCase() }),
        (words) => {
          for (const word of words) expect(nearest(word, words)).toBe(word);
        },
      ),
    );
  });

  it('is a question, and another hint stands where there is none', () => {
    expect(suggest('dve', ['dev'], 'Define it.')).toBe("Did you mean 'dev'?");
    expect(suggest('qa', ['dev'], 'Define it.')).toBe('Define it.');
  });
});

test('a list reads like a sentence and is cut when it grows long', () => {
  expect(listed([])).toBe('nothing');
  expect(listed(['a'])).toBe("'a'");
  expect(listed(['a', 'b', 'c'], 'or')).toBe("'a', 'b' or 'c'");
  expect(listed(Array.from({ length: 15 }, (_, index) => String(index)))).toMatch(/'11' and 3 more$/);
});
