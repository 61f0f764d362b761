/** What people say of a flow's answers. */
export { answerDigest, answerKey, type Label, type LabelledAnswer, type Verdict } from './label';
export { addLabel, type LabelContent, labelsFile, withdrawLabel } from './label-file';
export { LabelConflict, LabelLog, readLabels } from './label-log';
export { labelSummary, type LabelSummary, releaseLabels } from './summary';
export { expectedRow } from './export';
