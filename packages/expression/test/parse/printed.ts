import type { Node } from '../../src/index.ts';

/** A tree as one line of nested calls, without positions: enough to see how an expression was read. */
export function printed(node: Node): string {
  switch (node.kind) {
    case 'text':
      return JSON.stringify(node.value);
    case 'number':
    case 'boolean':
      return String(node.value);
    case 'null':
      return 'null';
    case 'name':
      return node.name;
    case 'member':
      return `${printed(node.object)}.${node.name}`;
    case 'call':
      return `${node.object === null ? '' : `${printed(node.object)}.`}${node.name}(${node.arguments.map(printed).join(', ')})`;
    case 'index':
      return `${printed(node.object)}[${printed(node.index)}]`;
    case 'projection':
      return `${printed(node.object)}.![${printed(node.body)}]`;
    case 'list':
      return `{${node.items.map(printed).join(', ')}}`;
    case 'map':
      return `{${node.entries.map(({ key, value }) => `${JSON.stringify(key)}: ${printed(value)}`).join(', ')}}`;
    case 'unary':
      return `(${node.operator}${printed(node.operand)})`;
    case 'binary':
      return `(${printed(node.left)} ${node.operator} ${printed(node.right)})`;
    case 'conditional':
      return `(${printed(node.test)} ? ${printed(node.whenTrue)} : ${printed(node.whenFalse)})`;
  }
}
