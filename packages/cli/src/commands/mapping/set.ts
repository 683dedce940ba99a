import type { ProfileSchema } from '@headwater/protocol';
import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';
import { Failure } from '../../failure.ts';
import { noticeLines, refuseExpression } from '../expression/expression-failure.ts';

interface Options extends OrgOptions {
  readonly source: string;
  readonly createOnly?: boolean;
  readonly json?: boolean;
}

/** `headwater mapping set` */
export function mappingSetCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('set <attribute> <expression>')
    .description(
      'Map a user attribute to an expression over the source profile (source.x). It is checked against the schemas and ' +
        'counts from the next import on. The login is not mapped here but by --username-format of the source.',
    )
    .requiredOption('--source <id>', 'the identity source (0oa…)')
    .option('--create-only', 'only when a user is created; default on updates too');
  withJson(withOrgOptions(command));
  withExamples(command, [
    [`headwater mapping set displayName 'source.firstName + " " + source.lastName' --source 0oa…`],
    [`headwater mapping set postalAddress source.homeAddress --source 0oa… --create-only`],
    [`headwater mapping set mobilePhone '""' --source 0oa…`, 'clear the attribute'],
  ]);
  command.action(async (attribute: string, expression: string, { source, createOnly, json, ...where }: Options) => {
    const pushStatus = createOnly === true ? 'DONT_PUSH' : 'PUSH';
    const notices = await inOrg(where, terminal, async ({ server, org, tx, act }) => {
      await server.getIdentitySource(tx, source);
      if (attribute !== 'login') requireAttribute(attribute, await server.loadProfileSchema(tx, 'user'));
      const schema = await server.loadProfileSchema(tx, source);
      const problems = server.expressionProblems(expression, 'mapping', schema);
      refuseExpression(expression, problems);
      await server.saveMapping(tx, org, source, { [attribute]: { expression, pushStatus } }, act);
      return problems;
    });
    if (json === true) return terminal.print(JSON.stringify({ attribute, expression, pushStatus, notices }));
    for (const notice of notices) for (const line of noticeLines(expression, notice)) terminal.tell(line);
    terminal.print(`Mapped ${attribute} to ${expression}; counts from the next import on.`);
  });
}

function requireAttribute(name: string, schema: ProfileSchema): void {
  if (schema.some((attribute) => attribute.name === name)) return;
  throw new Failure({
    code: 'attributeUnknown',
    message: `Users have no attribute ${name}.`,
    remedy: `Add it first (headwater attribute add ${name} --owner user), or see: headwater attribute list --owner user`,
  });
}
