import { isMap, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { type Json } from '../../arm/resource';
import { type ModelRequest } from './request';
import { SimulationError } from './simulation-error';

/** One rule of a `simulated-model.yaml`: what is answered to which prompts. The first rule that matches answers. */
export interface Rule {
  /** The answer to a request; undefined where the rule does not match it. */
  answer(request: ModelRequest): string | undefined;
}

const pattern = z.string().transform((source, context) => {
  try {
    return new RegExp(source, 'im');
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const ruleSchema = z
  .strictObject({
    when: z.strictObject({
      /** Deployment (Azure OpenAI) or model name, exactly. */
      model: z.string().optional(),
      /** Tried on the system messages alone. */
      system: pattern.optional(),
      /** Tried on the whole prompt: the texts of all messages in their order, each on a new line. Its groups are `$1`, `$2`, … */
      prompt: pattern.optional(),
    }),
    /** Text, in which `$1` and `$<name>` stand for the prompt's groups, `$&` for all that matched, `$$` for a dollar. A group that found nothing gives nothing. */
    answer: z.string().optional(),
    /** Any JSON, answered as text. Groups are put into its strings, so that quotes in a prompt cannot break it. */
    json: z.json().optional(),
  })
  .refine((rule) => (rule.answer === undefined) !== (rule.json === undefined), {
    message: 'a rule has either "answer" or "json"',
  })
  .superRefine((rule, context) => {
    const groups = groupsOf(rule.when.prompt);
    for (const name of new Set(referencedGroups(rule.json ?? rule.answer ?? ''))) {
      if (!groups.has(name)) {
        const known = groups.size === 0 ? 'no groups' : `the groups ${[...groups].join(', ')}`;
        context.addIssue({ code: 'custom', message: `the answer uses ${name}, but "when.prompt" has ${known}` });
      }
    }
  });

/** Reads the rules of one file; throws a SimulationError with every mistake and its line. Patterns ignore case. */
export function parseRules(text: string, file: string): Rule[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [syntaxError] = document.errors;
  if (syntaxError) {
    const line = lines.linePos(syntaxError.pos[0]).line;
    throw new SimulationError(`${file}:${line}: ${syntaxError.message.split('\n')[0] ?? 'is not YAML'}`);
  }
  const parsed = z.array(ruleSchema).safeParse(document.toJS() ?? []);
  if (parsed.success) return parsed.data.map(toRule);
  const mistakes = parsed.error.issues.map(
    ({ path, message }) => `${file}:${lineOf(document, path, lines)}: ${path.join('.') || 'rules'}: ${message}`,
  );
  throw new SimulationError(mistakes.join('\n'));
}

function toRule({ when, answer, json }: z.infer<typeof ruleSchema>): Rule {
  return {
    answer(request) {
      if (when.model !== undefined && when.model !== request.model) return undefined;
      if (when.system && !when.system.test(request.system)) return undefined;
      const match = (when.prompt ?? anything).exec(request.prompt);
      if (!match) return undefined;
      return answer === undefined ? JSON.stringify(fill(json as Json, match)) : fillText(answer, match);
    },
  };
}

const anything = /(?:)/;
const reference = /\$(?:([1-9]\d?)|<(\w+)>|([$&]))/g;

function fillText(template: string, match: RegExpExecArray): string {
  return template.replace(reference, (_, number?: string, name?: string, sign?: string) => {
    if (sign !== undefined) return sign === '$' ? '$' : match[0];
    return (number === undefined ? match.groups?.[name ?? ''] : match[Number(number)]) ?? '';
  });
}

function fill(value: Json, match: RegExpExecArray): Json {
  if (typeof value === 'string') return fillText(value, match);
  if (Array.isArray(value)) return value.map((item) => fill(item as Json, match));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, match)]));
}

function referencedGroups(template: unknown): string[] {
  return [...JSON.stringify(template).matchAll(reference)]
    .filter(([, , , sign]) => sign === undefined)
    .map(([whole]) => whole);
}

/** The references that a pattern offers. An empty alternative makes it match anything, which shows its groups. */
function groupsOf(prompt: RegExp | undefined): Set<string> {
  const match = prompt && new RegExp(`${prompt.source}|`, prompt.flags).exec('');
  if (!match) return new Set();
  const numbers = match.slice(1).map((_, index) => `$${index + 1}`);
  return new Set([...numbers, ...Object.keys(match.groups ?? {}).map((name) => `$<${name}>`)]);
}

function lineOf(document: Document, path: readonly PropertyKey[], lines: LineCounter): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    const range = isMap(node) || isSeq(node) ? node.range : (node as { range?: [number] } | undefined)?.range;
    if (range) return lines.linePos(range[0]).line;
  }
  return 1;
}
