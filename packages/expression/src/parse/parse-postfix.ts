import type { Cursor } from './cursor.ts';
import type { MapNode, Node } from './node.ts';

type Parse = (cursor: Cursor) => Node;

/** `primary { "." name [ "(" args ")" ] | "[" expr "]" | ".![" expr "]" }` */
export function parsePostfix(cursor: Cursor, parseInner: Parse): Node {
  const { start } = cursor.token;
  let node = parsePrimary(cursor, parseInner);
  for (let steps = 0; cursor.isSymbol('[') || cursor.isSymbol('.'); steps += 1) {
    cursor.checkDepth(steps);
    if (cursor.takeSymbol('[')) {
      const index = bracketed(cursor, parseInner, 'after the index');
      node = { kind: 'index', object: node, index, start, end: cursor.end };
    } else {
      cursor.take();
      node = parseMember(cursor, parseInner, node, start);
    }
  }
  return node;
}

function parseMember(cursor: Cursor, parseInner: Parse, object: Node, start: number): Node {
  if (cursor.takeSymbol('!')) {
    cursor.expectSymbol('[', 'after ".!", as in list.![name]');
    const body = bracketed(cursor, parseInner, 'after the projection');
    return { kind: 'projection', object, body, start, end: cursor.end };
  }
  const token = cursor.token;
  if (token.kind !== 'name') throw cursor.unexpected('Expected the name of an attribute or function after the dot.');
  cursor.take();
  if (!cursor.isSymbol('(')) return { kind: 'member', object, name: token.name, start, end: cursor.end };
  const args = parseArguments(cursor, parseInner);
  return { kind: 'call', object, name: token.name, arguments: args, start, end: cursor.end };
}

function parsePrimary(cursor: Cursor, parseInner: Parse): Node {
  const token = cursor.token;
  if (token.kind === 'text' || token.kind === 'number') {
    cursor.take();
    return token;
  }
  if (token.kind === 'name') return parseName(cursor, parseInner, token);
  if (cursor.takeSymbol('(')) {
    const inner = cursor.nested(() => parseInner(cursor));
    cursor.expectSymbol(')', 'to close the bracket');
    return inner;
  }
  if (cursor.takeSymbol('{')) return parseBraces(cursor, parseInner, token.start);
  throw cursor.unexpected('Expected an attribute, a text in quotes, a number, a function or a bracket.');
}

/** Keywords are refused or read in any case; every other name keeps its case (import-semantics 6.1). */
function parseName(
  cursor: Cursor,
  parseInner: Parse,
  token: { readonly name: string; readonly start: number; readonly end: number },
): Node {
  const { name, start, end } = token;
  switch (name.toLowerCase()) {
    case 'true':
    case 'false':
      cursor.take();
      return { kind: 'boolean', value: name.toLowerCase() === 'true', start, end };
    case 'null':
      cursor.take();
      return { kind: 'null', start, end };
    case 'and':
    case 'or':
    case 'matches':
      throw cursor.unexpected(`${name} stands between two values.`);
    default:
  }
  if (name === 'new' && cursor.next?.kind === 'name') {
    throw cursor.error('unsupported_token', token, '"new" is not supported. Objects cannot be made here.');
  }
  if (name.toLowerCase() === 'not' && cursor.next?.kind === 'name') {
    throw cursor.error('unsupported_token', token, `"${name}" is not supported. Write !.`);
  }
  cursor.take();
  if (!cursor.isSymbol('(')) return { kind: 'name', name, start, end };
  if (name === 'T') {
    throw cursor.error('unsupported_token', token, '"T()" is not supported. Java types cannot be reached from here.');
  }
  const args = parseArguments(cursor, parseInner);
  return { kind: 'call', object: null, name, arguments: args, start, end: cursor.end };
}

function parseArguments(cursor: Cursor, parseInner: Parse): readonly Node[] {
  cursor.take();
  if (cursor.takeSymbol(')')) return [];
  return cursor.nested(() => {
    const items = [parseInner(cursor)];
    while (cursor.takeSymbol(',')) items.push(parseInner(cursor));
    cursor.expectSymbol(')', 'or "," after the argument');
    return items;
  });
}

function parseBraces(cursor: Cursor, parseInner: Parse, start: number): Node {
  if (cursor.takeSymbol('}')) return { kind: 'list', items: [], start, end: cursor.end };
  return cursor.nested(() => {
    const { token, next } = cursor;
    const isKey = token.kind === 'text' || token.kind === 'name';
    if (isKey && next?.kind === 'symbol' && next.symbol === ':') return parseMap(cursor, parseInner, start);
    const items = [parseInner(cursor)];
    while (cursor.takeSymbol(',')) items.push(parseInner(cursor));
    cursor.expectSymbol('}', 'or "," after the element');
    return { kind: 'list', items, start, end: cursor.end };
  });
}

function parseMap(cursor: Cursor, parseInner: Parse, start: number): MapNode {
  const entries: { readonly key: string; readonly value: Node }[] = [];
  do {
    const token = cursor.token;
    if (token.kind !== 'text' && token.kind !== 'name') throw cursor.unexpected("Expected a key, such as 'group.id'.");
    cursor.take();
    cursor.expectSymbol(':', 'and the value of the key');
    entries.push({ key: token.kind === 'text' ? token.value : token.name, value: parseInner(cursor) });
  } while (cursor.takeSymbol(','));
  cursor.expectSymbol('}', 'or "," after the value');
  return { kind: 'map', entries, start, end: cursor.end };
}

function bracketed(cursor: Cursor, parseInner: Parse, purpose: string): Node {
  const inner = cursor.nested(() => parseInner(cursor));
  cursor.expectSymbol(']', purpose);
  return inner;
}
