import fc from 'fast-check';
import { accuracy, classScores, confusionMatrix, macroF1 } from '../../../experiments';

type Pair = readonly [expected: string, predicted: string];
const pairsOf = (expected: readonly unknown[], predicted: readonly unknown[]): readonly Pair[] =>
  expected.map((value, index) => [String(value), String(predicted[index])]);

// The numbers of the first two tests are those that scikit-learn's documentation shows for the same answers.
test('a confusion matrix has a row for each expected class', () => {
  const matrix = confusionMatrix(
    pairsOf(['cat', 'ant', 'cat', 'cat', 'ant', 'bird'], ['ant', 'ant', 'cat', 'cat', 'ant', 'cat']),
  );
  expect(matrix).toEqual({
    classes: ['ant', 'bird', 'cat'],
    counts: [
      [2, 0, 0],
      [0, 0, 1],
      [1, 0, 2],
    ],
  });
});

test('precision, recall and F1 are those of a classification report', () => {
  const matrix = confusionMatrix(pairsOf([0, 1, 2, 2, 2], [0, 0, 2, 2, 1]));
  expect(classScores(matrix)).toEqual([
    { class: '0', precision: 0.5, recall: 1, f1: expect.closeTo(2 / 3, 12), support: 1 },
    { class: '1', precision: 0, recall: 0, f1: 0, support: 1 },
    { class: '2', precision: 1, recall: expect.closeTo(2 / 3, 12), f1: expect.closeTo(0.8, 12), support: 3 },
  ]);
  expect(accuracy(matrix)).toBeCloseTo(0.6, 12);
  expect(macroF1(matrix)).toBeCloseTo(0.49, 2);
  expect(macroF1(confusionMatrix(pairsOf([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1])))).toBeCloseTo(0.8 / 3, 12);
});

test('nothing expected and nothing predicted scores nothing', () => {
  const matrix = confusionMatrix([]);
  expect([accuracy(matrix), macroF1(matrix), classScores(matrix)]).toEqual([0, 0, []]);
});

const someClass = fc.constantFrom('a', 'b', 'c', '__proto__');
const somePairs = fc.array(fc.tuple(someClass, someClass), { minLength: 1, maxLength: 40 });

test('the scores agree with counting lines one by one', () => {
  fc.assert(
    fc.property(somePairs, (pairs) => {
      const matrix = confusionMatrix(pairs);
      expect(accuracy(matrix)).toBeCloseTo(pairs.filter(([one, other]) => one === other).length / pairs.length, 12);
      for (const { class: name, precision, recall, f1, support } of classScores(matrix)) {
        const hits = pairs.filter(([one, other]) => one === name && other === name).length;
        const predicted = pairs.filter(([, other]) => other === name).length;
        expect(support).toBe(pairs.filter(([one]) => one === name).length);
        expect(precision).toBeCloseTo(predicted === 0 ? 0 : hits / predicted, 12);
        expect(recall).toBeCloseTo(support === 0 ? 0 : hits / support, 12);
        expect(f1).toBeCloseTo(hits === 0 ? 0 : (2 * precision * recall) / (precision + recall), 12);
      }
    }),
  );
});
