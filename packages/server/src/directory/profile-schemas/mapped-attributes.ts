import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { SchemaOwner } from './schema-owner.ts';

interface SourceRow {
  readonly label: string;
  readonly settings: { readonly userNameExpression?: string | null; readonly matchAttributes?: readonly string[] };
  readonly properties: Readonly<Record<string, { readonly expression: string }>> | null;
}

/**
 * Where the attribute is still used, as phrases for a message: mappings that write it or read it, user name formats, match
 * criteria. An expression counts when the name stands in it outside of quotes.
 */
export async function attributeUses(tx: Transaction, owner: SchemaOwner, name: string): Promise<readonly string[]> {
  const sources = await tx.query<SourceRow>(sql`
    SELECT label, settings, properties
      FROM identity_sources AS source LEFT JOIN mappings ON mappings.source_id = source.id
     WHERE ${owner === 'user'} OR source.id = ${owner}
     ORDER BY priority`);
  return sources.flatMap((source) => (owner === 'user' ? userUses(source, name) : sourceUses(source, name)));
}

function userUses(source: SourceRow, name: string): readonly string[] {
  const uses: string[] = [];
  if (Object.hasOwn(source.properties ?? {}, name)) uses.push(`the mapping of ${source.label}`);
  if (source.settings.matchAttributes?.includes(name) === true) uses.push(`the match criteria of ${source.label}`);
  return uses;
}

function sourceUses(source: SourceRow, name: string): readonly string[] {
  const uses = Object.entries(source.properties ?? {})
    .filter(([, { expression }]) => reads(expression, name))
    .map(([target]) => `the mapping of ${target}`);
  if (reads(source.settings.userNameExpression ?? '', name)) uses.push('the user name format');
  return uses;
}

const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;

function reads(expression: string, name: string): boolean {
  return new Set(expression.replace(QUOTED, ' ').match(/\w+/g)).has(name);
}
