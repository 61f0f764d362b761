import { type TraceStep } from '../../lines/trace-step';
import { element } from '../element';
import { figure, milliseconds } from '../format';

/** What a line's nodes did, as bars over time. */
export function traceView(title: string, steps: readonly TraceStep[]): HTMLElement {
  if (steps.length === 0)
    return element('div', {}, element('h4', {}, title), element('p', { class: 'quiet' }, 'No trace.'));
  const whole = Math.max(...steps.map(({ startMs, durationMs }) => startMs + durationMs), 0.1);
  const rows = steps.map((step) => {
    const { name, depth, startMs, durationMs, status, tokens, model } = step;
    const label = element('td', { class: 'step' }, name);
    label.style.paddingInlineStart = `${0.4 + depth * 0.8}rem`;
    const bar = element('span', { class: `bar ${status === 'Failed' ? 'bad' : ''}` });
    bar.style.marginInlineStart = `${(100 * startMs) / whole}%`;
    bar.style.width = `${Math.max(0.5, (100 * durationMs) / whole)}%`;
    const used = [model, tokens === undefined ? undefined : `${figure(tokens)} tokens`].filter(
      (one) => one !== undefined,
    );
    return element(
      'tr',
      {},
      label,
      element('td', { class: 'bars' }, bar),
      element('td', { class: 'number' }, milliseconds(durationMs)),
      element('td', { class: status === 'Failed' ? 'bad' : 'quiet' }, status),
      element('td', { class: 'quiet' }, used.join(', ')),
    );
  });
  return element('div', {}, element('h4', {}, title), element('table', { class: 'trace' }, element('tbody', {}, rows)));
}
