import { readFile } from 'node:fs/promises';
import { SecretMask } from '../connections/secret-mask';
import { FlowError } from '../error';
import { TemplateSyntaxError } from '../jinja/errors';
import { Template } from '../jinja/template';
import type { LoadOptions } from '../load/load-flow';
import type { FlowLocation } from '../load/locate';
import { providerOf } from '../nodes/llm/client';
import { separateImages } from '../nodes/llm/images';
import { LanguageModel } from '../nodes/llm/model';
import { connectionOf } from './connect';
import { promptyForm } from './form';
import type { PromptyDefinition } from './definition';
import { parsePrompty, type PromptyChanges } from './parse-prompty';
import { PromptyFlow } from './prompty-flow';
import type { Variables } from './references';

export type PromptyOptions = LoadOptions & PromptyChanges;

/** Loads a `.prompty` file: reads and checks it, and finds the connection that it names or describes. */
export async function loadPromptyFlow(
  { folder, file }: Pick<FlowLocation, 'folder' | 'file'>,
  options: PromptyOptions,
): Promise<PromptyFlow> {
  refuseVariants(file, options);
  const mask = new SecretMask();
  const variables: Variables = { ...process.env, ...options.environmentVariables };
  try {
    const { definition, template } = await readPrompty(file, options, variables);
    const { configuration, api } = definition.model;
    const connections = mask.watch({
      get: () => connectionOf(configuration, definition.name, options.connections, variables),
      ...(options.connections?.token === undefined
        ? {}
        : { token: options.connections.token.bind(options.connections) }),
    });
    const connection = await connections.get(definition.name);
    const provider = providerOf(connection);
    const model = new LanguageModel({
      ...{ provider, api, connection, connections, template },
      environment: options.environmentVariables ?? {},
      parameters: new Set(),
      form: promptyForm(definition, provider),
    });
    return new PromptyFlow({ definition, folder, model, mask });
  } catch (error) {
    throw error instanceof FlowError ? mask.error(error) : error;
  }
}

/** What a `.prompty` file says, and its template. No connection is needed for it. */
export async function readPrompty(
  file: string,
  changes: PromptyChanges,
  variables: Variables,
): Promise<{ readonly definition: PromptyDefinition; readonly template: Template }> {
  const definition = parsePrompty(await readFile(file, 'utf8'), file, variables, changes);
  return { definition, template: parseTemplate(definition.template, file) };
}

function refuseVariants(file: string, { variants = {}, nodeOverrides = {} }: LoadOptions): void {
  const [name] = [...Object.keys(variants), ...Object.keys(nodeOverrides)];
  if (name === undefined) return;
  const message = `${file} is a prompty: it has no nodes, so there is no '${name}' to vary.`;
  throw new FlowError('InvalidFlowError', message, { file });
}

/** Lines of errors count from the template's first. */
function parseTemplate(text: string, file: string): Template {
  try {
    return new Template(separateImages(text));
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    const message = `Jinja parsing failed at line ${error.line} of the template in ${file}: (${error.name}) ${error.message}`;
    throw new FlowError('TemplateSyntaxError', message, { file, cause: error });
  }
}
