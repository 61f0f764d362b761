/** What people say of a flow's answers. */
export { answerDigest, answerKey, type Label, type LabelledAnswer, type Verdict } from './label';
export { addLabel, type Judgement, labelsFile, readLabels, withdrawLabel } from './label-file';
export { labelSummary, type LabelSummary, releaseLabels } from './summary';
export { expectedRow } from './export';
