/** A piece of a template: text, or a place for the input of a key. */
export type TemplatePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'input'; readonly key: string };

/** Keys of inputs are random ids of some ten characters. */
const LONGEST_KEY = 200;

/**
 * Cuts a template at `{{{key}}}` (workflows-format 4.3). What names no input is text, so that braces of JSON stay where they are.
 * Takes time in proportion to the template, whatever its braces.
 */
export function* splitTemplate(template: string, isKey: (key: string) => boolean): Generator<TemplatePart> {
  let from = 0;
  let open = template.indexOf('{{{');
  let close = -1;
  while (open >= 0) {
    if (close < open + 3) close = template.indexOf('}}}', open + 3);
    if (close < 0) break;
    const key = close - open - 3 <= LONGEST_KEY ? template.slice(open + 3, close) : '';
    if (key !== '' && isKey(key)) {
      if (open > from) yield { type: 'text', text: template.slice(from, open) };
      yield { type: 'input', key };
      from = close + 3;
      open = template.indexOf('{{{', from);
    } else {
      open = template.indexOf('{{{', open + 1);
    }
  }
  if (from < template.length) yield { type: 'text', text: template.slice(from) };
}
