import { readFileSync } from 'node:fs';
import { endpointTest } from '../config/target-settings';
import { jsonFault } from '../dataset/json-fault';
import { type ProjectFiles } from '../files/project-files';
import { requiredInputs } from '../flow/definition';
import { type Problem } from '../problem';
import { listed } from '../yaml/nearest';
import { type FlowSource, missingPath, pathFrom } from './flow-source';

/** Sample requests that are not there, or that the flow's endpoint would refuse. */
export function sampleRequestProblems(files: ProjectFiles, source: FlowSource): readonly Problem[] {
  return Object.entries(source.config.deploy).flatMap(([environment, targets]) =>
    targets.flatMap((target, index): readonly Problem[] => {
      const test = endpointTest(target);
      if (test === undefined) return [];
      const file = pathFrom(source.file, test.request);
      if (files.isFile(file)) return contentProblems(file, files.name(file), source);
      const path = ['deploy', environment, index, 'test', ...(typeof target.test === 'string' ? [] : ['request'])];
      return [source.document.problem(missingPath(source, path, test.request, 'missing-file', 'sample request'))];
    }),
  );
}

function contentProblems(file: string, name: string, source: FlowSource): readonly Problem[] {
  const text = readFileSync(file, 'utf8');
  const fault = jsonFault(text);
  if (fault !== undefined) {
    const before = text.slice(0, fault.offset).split('\n');
    const position = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    const message = `The sample request is not valid JSON: ${fault.reason}.`;
    return [{ file: name, ...position, path: '', code: 'broken-request', message, hint: 'Correct the JSON.' }];
  }
  const request: unknown = JSON.parse(text);
  const start = { file: name, line: 1, column: 1, path: '' };
  if (request === null || typeof request !== 'object' || Array.isArray(request)) {
    const hint = 'Write {"<input>": <value>, …}.';
    return [{ ...start, code: 'broken-request', message: 'The sample request is no JSON object.', hint }];
  }
  const required = source.flow?.definition === undefined ? [] : requiredInputs(source.flow.definition);
  const missing = required.filter((input) => !Object.hasOwn(request, input));
  if (missing.length === 0) return [];
  const message = `The sample request lacks ${listed(missing)}, which the flow '${source.config.name}' requires.`;
  return [
    {
      ...start,
      code: 'incomplete-request',
      message,
      hint: `Add ${listed(missing)}, or give the inputs a default in the flow.`,
    },
  ];
}
