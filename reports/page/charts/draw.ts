import { plot, type PlotOptions } from '@observablehq/plot';
import { element } from '../element';
import { cut } from '../format';

/** Mid tones that can be read on white and on black, and told apart by people who see no red or green (Okabe and Ito). */
export const colors = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#8a8a00', '#7d7d7d'];

/** A chart that is drawn again whenever its width changes. */
export function chart(title: string, options: (width: number) => PlotOptions): HTMLElement {
  const place = element('div', { class: 'plot' });
  let drawn = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry?.contentRect.width ?? 0);
    if (width === 0 || width === drawn) return;
    drawn = width;
    const figure = plot({ ...options(width), width, className: 'plot-figure' });
    // The library brings a style element, which the page's policy forbids: page.css has its rules.
    for (const style of figure.querySelectorAll('style')) style.remove();
    place.replaceChildren(figure);
  }).observe(place);
  return element('figure', { class: 'chart' }, element('figcaption', {}, title), place);
}

/** Room for labels at the left, and how many of their characters fit. */
export function labelRoom(
  labels: readonly string[],
  width: number,
): { marginLeft: number; format: (label: string) => string } {
  const characters = Math.min(Math.max(...labels.map(({ length }) => length), 4), Math.floor(width / 16));
  return {
    marginLeft: 14 + characters * 6.4,
    format: (label) => (label.length > characters ? cut(label, characters - 1) : label),
  };
}
