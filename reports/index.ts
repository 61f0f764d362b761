/** Reports on experiments: CSV, HTML and Markdown. */
export type { Direction, ReportFiles, ReportOptions } from './types';
export { writeReports } from './write-reports';
