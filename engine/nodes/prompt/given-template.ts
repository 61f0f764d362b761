import { FlowError } from '../../error';
import { Template } from '../../jinja/template';
import type { Value } from '../../values/value';

/**
 * A template that comes as a value and not from a file: where a node has an input by the name under which prompt flow
 * hands templates over, its value takes the place of the node's file.
 */
export function givenTemplate(value: Value): Template {
  try {
    if (typeof value === 'string') return new Template(value.replaceAll(/\r\n?/g, '\n'));
    throw new TypeError("Can't compile non template nodes");
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const message = `Failed to render jinja template: ${reason}. Please modify your prompt to fix the issue.`;
    throw new FlowError('JinjaTemplateError', message, { cause: error });
  }
}
