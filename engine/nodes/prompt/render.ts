import { FlowError } from '../../error';
import { withPlainTexts } from '../../images/text';
import { Pending } from '../../values/pending';
import { isDict, isList, LineList, SetView, withFreshViews, type Value } from '../../values/value';
import type { NodeCall } from '../executable';
import { RoleGuard, unguard, type GuardedText, type ListForm } from './guard';
import type { Template } from '../../jinja/template';

type Variables = Readonly<Record<string, string>>;

const sandboxVariable = 'PF_USE_SANDBOX_FOR_JINJA';

/**
 * Renders a prompt with the role words of users guarded. `environment` has the flow's variables. Throws `Pending` while
 * the template waits for what Python has to tell of an object.
 */
export function renderGuarded(
  template: Template,
  call: Pick<NodeCall, 'arguments' | 'guarded'>,
  lists: ListForm,
  environment: Variables = {},
): GuardedText {
  const guard = new RoleGuard();
  const values = new Map<string, Value>();
  for (const [name, given] of call.arguments) {
    const argument = withPlainTexts(withFreshViews(given));
    const value = lists === 'lines' ? withLineLists(argument) : argument;
    const source = call.guarded.get(name);
    if (source === undefined) values.set(name, value);
    else values.set(name, source === 'flow-input' ? guard.protect(value, lists) : guard.adopt(source));
  }
  try {
    return guard.finish(template.render(values, { sandbox: usesSandbox(environment) }));
  } catch (error) {
    if (error instanceof Pending) throw error;
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const shown = unguard(reason, guard.finish('').tokens);
    const message = `Failed to render jinja template: ${shown}. Please modify your prompt to fix the issue.`;
    throw new FlowError('JinjaTemplateError', message, { cause: error });
  }
}

/** Prompt flow's own switch, which may stand in a flow's environment variables. */
function usesSandbox(environment: Variables): boolean {
  return (environment[sandboxVariable] ?? process.env[sandboxVariable])?.toLowerCase() !== 'false';
}

function withLineLists(value: Value): Value {
  if (isDict(value)) return new Map([...value].map(([key, item]) => [key, withLineLists(item)]));
  return isList(value) && !(value instanceof SetView) ? LineList.from(value, withLineLists) : value;
}
