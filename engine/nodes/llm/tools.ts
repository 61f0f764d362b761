import { FlowError } from '../../error';
import { repr } from '../../values/python-text';
import { isDict, isList, type Dict, type Value } from '../../values/value';

/** Checks the tools that a node offers a model on Azure, or a prompty any model: each has a type and a function with a JSON Schema of its parameters. */
export function validateTools(tools: Value): void {
  const fail = failing('ChatAPIInvalidTools');
  asList(tools, 'tools', fail).forEach((tool, index) => {
    const entry = asDict(tool, `tool ${index}`, fail);
    for (const key of ['type', 'function']) requireKey(entry, key, `tool ${index} ${repr(entry)}`, fail);
    validateFunction(entry.get('function') ?? null, index, fail);
  });
}

export function validateFunctions(functions: Value): void {
  const fail = failing('ChatAPIInvalidFunctions');
  asList(functions, 'functions', fail).forEach((entry, index) => validateFunction(entry, index, fail));
}

/** `auto` unless the node says otherwise: `none`, or the tool that the model must call. */
export function chooseTool(choice: Value): Value {
  if (choice === null || choice === 'auto' || choice === 'none') return choice ?? 'auto';
  const fail = failing('ChatAPIInvalidTools');
  const entry = asDict(choice, `tool_choice parameter ${repr(choice)}`, fail);
  for (const key of ['type', 'function']) requireKey(entry, key, `tool_choice parameter ${repr(choice)}`, fail);
  const chosen = asDict(entry.get('function') ?? null, 'the function in tool_choice', fail);
  requireKey(chosen, 'name', 'the function in tool_choice', fail);
  return choice;
}

export function chooseFunction(choice: Value): Value {
  if (choice === null || choice === 'auto' || choice === 'none') return choice ?? 'auto';
  const fail = failing('ChatAPIInvalidFunctions');
  const entry = asDict(choice, `function_call parameter ${repr(choice)}`, fail);
  requireKey(entry, 'name', `function_call parameter ${repr(choice)}`, fail);
  return choice;
}

type Fail = (message: string) => never;

function failing(code: string): Fail {
  return (message) => {
    const guide = 'https://platform.openai.com/docs/api-reference/chat/create';
    throw new FlowError(code, `${message} See ${guide} for the form.`);
  };
}

function validateFunction(value: Value, index: number, fail: Fail): void {
  const entry = asDict(value, `function ${index}`, fail);
  for (const key of ['name', 'parameters']) requireKey(entry, key, `function ${index} ${repr(entry)}`, fail);
  const parameters = asDict(entry.get('parameters') ?? null, `function ${index} parameters`, fail);
  for (const key of ['type', 'properties']) requireKey(parameters, key, `function ${index} parameters`, fail);
  if (parameters.get('type') !== 'object') fail(`function ${index} parameters 'type' should be 'object'.`);
  asDict(parameters.get('properties') ?? null, `function ${index} parameters 'properties'`, fail);
}

function asList(value: Value, what: string, fail: Fail): readonly Value[] {
  if (!isList(value)) return fail(`${what} must be a list, not ${repr(value)}.`);
  return value.length > 0 ? value : fail(`${what} cannot be an empty list.`);
}

function asDict(value: Value, what: string, fail: Fail): Dict {
  return isDict(value) ? value : fail(`${what} must be a dict, not ${repr(value)}.`);
}

function requireKey(entry: Dict, key: string, what: string, fail: Fail): void {
  if (!entry.has(key)) fail(`${what} does not have '${key}' property.`);
}
