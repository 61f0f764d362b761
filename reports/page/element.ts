type Child = Node | string | number | undefined | readonly Child[];

interface Attributes {
  readonly class?: string;
  readonly [name: string]: string | number | boolean | undefined | ((event: Event) => void);
}

/**
 * An element with attributes, listeners (`onclick`) and children. Texts become text nodes, so whatever a model wrote is
 * shown and never read as HTML.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  append(made, children);
  return made;
}

function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined) continue;
    if (Array.isArray(child)) append(parent, child as readonly Child[]);
    else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child as string | number)));
  }
}

/** A choice of one of several values. */
export function select(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen: string,
  onChange: (value: string) => void,
): HTMLElement {
  const control = element(
    'select',
    { onchange: () => onChange(control.value) },
    options.map(([value, text]) => element('option', { value, selected: value === chosen }, text)),
  );
  return element('label', { class: 'control' }, element('span', {}, label), control);
}

/** A section of the page, with an address. */
export function section(id: string, title: string, ...children: readonly Child[]): HTMLElement {
  return element('section', { id }, element('h2', {}, title), children);
}
