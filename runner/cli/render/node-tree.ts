import color from 'picocolors';
import { toPlain, type FlowEvent, type LineResult } from '../../../engine';
import { marks } from './step-line';

type NodeEnded = Extract<FlowEvent, { type: 'node-ended' }>;
type ModelAnswered = Extract<FlowEvent, { type: 'model-answered' }>;
const widestValue = 80;

/** Remembers how the nodes of one run went, and draws them as a tree. */
export class NodeTree {
  private readonly ended: NodeEnded[] = [];
  private readonly answers: ModelAnswered[] = [];

  event(event: FlowEvent): void {
    if (event.type === 'node-ended') this.ended.push(event);
    if (event.type === 'model-answered') this.answers.push(event);
  }

  /** Lines without colours where the terminal has none. */
  lines(flow: string, result: LineResult): readonly string[] {
    const tokens = result.tokens.total === 0 ? [] : [`${result.tokens.total} tokens`];
    const head = [flow, color.dim([time(result.durationMs), ...tokens].join('  '))].join('  ');
    return [head, ...branches(this.ended.map((node) => this.node(node)))];
  }

  private node(event: NodeEnded): Branch {
    const { node, kind, status, durationMs, inputs = new Map<string, never>(), error } = event;
    const answers = this.answers.filter((answer) => answer.node === node);
    return {
      text: `${mark(status)} ${node}  ${color.dim([kind, status, time(durationMs)].filter(Boolean).join('  '))}`,
      children: [
        ...[...inputs].map(([name, value]) => ({ text: `${name}: ${shown(toPlain(value))}`, children: [] })),
        ...answers.map((answer) => ({ text: color.dim(answerText(answer)), children: [] })),
        ...(error === undefined ? [] : [{ text: color.red(`${error.code}: ${error.message}`), children: [] }]),
      ],
    };
  }
}

interface Branch {
  readonly text: string;
  readonly children: readonly Branch[];
}

function branches(list: readonly Branch[]): readonly string[] {
  return list.flatMap(({ text, children }, index) => {
    const isLast = index === list.length - 1;
    const below = branches(children).map((line) => (isLast ? '   ' : '│  ') + line);
    return [`${isLast ? '└─ ' : '├─ '}${text}`, ...below];
  });
}

function answerText({ model, tokens, finishReason, durationMs }: ModelAnswered): string {
  const used = `${tokens.prompt} + ${tokens.completion} tokens`;
  return [model, used, ...(finishReason === undefined ? [] : [finishReason]), time(durationMs)].join('  ');
}

function mark(status: NodeEnded['status']): string {
  return status === 'Completed' ? marks.succeeded : status === 'Failed' ? marks.failed : marks.skipped;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > widestValue ? `${text.slice(0, widestValue)}…` : text;
}

function time(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
