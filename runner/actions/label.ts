import { userInfo } from 'node:os';
import { type LabelSummary, releaseLabels } from '../../experiments';
import { UserMistake } from '../failure';
import { findRun } from '../label/find-run';
import { type LabelEvent, Labelling } from '../label/labelling';
import { type ExperimentOf, openExperiment } from '../label/opened-experiment';

export interface LabelRequest extends ExperimentOf {
  /** Id or label of the run to begin with. Default: what a release runs, on the first dataset. */
  readonly run?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Name of the person. Default: that of the user's account. */
  readonly by?: string;
  readonly onLabel?: (event: LabelEvent) => void;
}

export interface ServedLabels {
  readonly flow: string;
  /** Id of the run that is shown first. */
  readonly run: string;
  /** Address of the page, with what keeps others from it. */
  readonly url: string;
  /** File that labels are written to. */
  readonly file: string;
  /** How the answers of what a release runs were judged so far. */
  summary(): Promise<LabelSummary>;
  /** Ends the page. */
  close(): Promise<void>;
}

/**
 * Serves a page on this machine on which a person labels the answers of an experiment.
 * @throws UserMistake where there is no experiment or no such run, and for a port that is taken
 */
export async function serveLabels(request: LabelRequest): Promise<ServedLabels> {
  const { flow, folder, result } = await openExperiment(request);
  const { onLabel, port, by = userInfo().username } = request;
  const labelling = new Labelling({
    folder,
    result,
    inputs: flow.experiment.inputs,
    by,
    ...(onLabel !== undefined && { onLabel }),
  });
  const { id: run } = findRun(labelling.runs, request.run);
  const { createLabelServer } = await import('../label/server');
  const { app, token } = await createLabelServer({ labelling, run });
  const address = await app.listen({ host: '127.0.0.1', port }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UserMistake(`Port ${port} is taken by another program.`, 'Choose another one: --port <number>.');
  });
  return {
    flow: flow.name,
    run,
    url: `${address}/${token}/`,
    file: labelling.log.file,
    summary: () => releaseLabels(folder, result),
    close: async () => app.close(),
  };
}
