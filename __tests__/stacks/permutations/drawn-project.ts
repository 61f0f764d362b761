import { type Environment } from '../../../model/environment';
import { type FlowVersion, placeholderRelease, type Release } from '../../../model/release';
import { ProjectFolder } from '../../model/project-folder';
import { type DrawnSettings } from './drawn-settings';

const secret = 'a-secret-that-must-not-be-written';

/** What the deploying machine has set, for every connection that may be drawn. */
export const secrets: Readonly<Record<string, string>> = Object.fromEntries(
  ['aoai_key', 'serp_key', 'crm_token', 'crm_second_token'].map((name) => [`TF_VAR_connection_${name}`, secret]),
);

/** Drawn settings as files of a project, which the model loads as it loads a user's. */
export class DrawnProject {
  readonly #folder = new ProjectFolder()
    .write(
      'flows/crm/flow.dag.yaml',
      [
        'inputs: { question: { type: string } }',
        'outputs: { answer: { type: string, reference: "${look.output}" } }',
        'nodes:',
        '  - name: look',
        '    type: python',
        '    source: { type: code, path: look.py }',
        '    inputs: { question: "${inputs.question}", crm: crm }',
        '',
      ].join('\n'),
    )
    .write(
      'flows/crm/look.py',
      'from promptflow.core import tool\nfrom promptflow.connections import CustomConnection\n\n\n' +
        '@tool\ndef look(question: str, crm: CustomConnection) -> str:\n    return question\n',
    );

  /** @throws Error with the problems of settings that are not valid: the draw is at fault, or the model */
  environment({ environment, targets: [answers = [], crm = []] }: DrawnSettings): Environment {
    this.#folder.write(
      'flows-config/environments.yaml',
      JSON.stringify({ project: 'acme', environments: { dev: environment } }),
    );
    this.#folder.write('flows-config/answers.yaml', flowConfig('answers', '../flows/answers/standard', answers));
    this.#folder.write('flows-config/crm.yaml', flowConfig('crm', '../flows/crm', crm));
    const { dev } = this.#folder.project().environments;
    if (dev === undefined) throw new Error('the project has no environment dev');
    return dev;
  }

  delete(): void {
    this.#folder.delete();
  }
}

function flowConfig(name: string, flow: string, targets: readonly object[]): string {
  return JSON.stringify({ name, flow, ...(targets.length > 0 && { deploy: { dev: targets } }) });
}

/** A release of all flows: their current version, and the one that was served before. */
export function releaseOf(environment: Environment, current: string, previous?: string): Release {
  const { flows, ...rest } = placeholderRelease(environment);
  const version = (number: string, { image, ...asset }: FlowVersion): FlowVersion => ({
    ...asset,
    version: number,
    ...(image && {
      image: { ...image, tag: `content-${number}`, environment: { ...image.environment, version: number } },
    }),
  });
  return {
    ...rest,
    placeholder: false,
    flows: Object.fromEntries(
      Object.entries(flows).map(([name, { current: first }]) => [
        name,
        { current: version(current, first), ...(previous !== undefined && { previous: version(previous, first) }) },
      ]),
    ),
  };
}
