/** How often each class was predicted where each was expected. */
export interface ConfusionMatrix {
  /** Every class that was expected or predicted, sorted. */
  readonly classes: readonly string[];
  /** A row for each expected class, in it a count for each predicted one. */
  readonly counts: readonly (readonly number[])[];
}

export interface ClassScores {
  readonly class: string;
  /** Share of the predictions of this class that were right; 0 where it was never predicted. */
  readonly precision: number;
  /** Share of what is of this class that was found; 0 where nothing is of this class. */
  readonly recall: number;
  /** Harmonic mean of precision and recall; 0 where both are. */
  readonly f1: number;
  /** How often it was expected. */
  readonly support: number;
}

/** @param pairs for each line the class that was expected and the one that was predicted */
export function confusionMatrix(pairs: Iterable<readonly [expected: string, predicted: string]>): ConfusionMatrix {
  const rows = new Map<string, Map<string, number>>();
  const seen = new Set<string>();
  for (const [expected, predicted] of pairs) {
    seen.add(expected).add(predicted);
    const row = rows.get(expected) ?? new Map<string, number>();
    rows.set(expected, row.set(predicted, (row.get(predicted) ?? 0) + 1));
  }
  const classes = [...seen].sort();
  return {
    classes,
    counts: classes.map((expected) => classes.map((predicted) => rows.get(expected)?.get(predicted) ?? 0)),
  };
}

/** Precision, recall and F1 of each class. */
export function classScores({ classes, counts }: ConfusionMatrix): readonly ClassScores[] {
  return classes.map((name, index) => {
    const hits = counts[index]?.[index] ?? 0;
    const support = sum(counts[index] ?? []);
    const predicted = sum(counts.map((row) => row[index] ?? 0));
    return {
      class: name,
      precision: ratio(hits, predicted),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, predicted + support),
      support,
    };
  });
}

/** Share of lines on the diagonal; 0 of none. */
export function accuracy({ counts }: ConfusionMatrix): number {
  return ratio(sum(counts.map((row, index) => row[index] ?? 0)), sum(counts.map(sum)));
}

/** Mean of the classes' F1, so that rare classes count as much as common ones; 0 of none. */
export function macroF1(matrix: ConfusionMatrix): number {
  const scores = classScores(matrix);
  return ratio(sum(scores.map(({ f1 }) => f1)), scores.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
