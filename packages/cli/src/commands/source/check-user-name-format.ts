import type { IdentitySourceSettings } from '@headwater/protocol';
import type { OrgScene } from '../../administration.ts';
import { refuseExpression } from '../expression/expression-failure.ts';

/**
 * Refuses a wrong user name format with its place, and gives the check that the server's functions ask for.
 * @param sourceId whose attributes the format reads; a new source has only the base attributes
 */
export async function checkUserNameFormat(
  { server, tx }: OrgScene,
  settings: Partial<IdentitySourceSettings>,
  sourceId: string,
): Promise<(expression: string) => string | undefined> {
  const schema = await server.loadProfileSchema(tx, sourceId);
  const text = settings.userNameExpression;
  if (typeof text === 'string') refuseExpression(text, server.expressionProblems(text, 'username', schema));
  return server.expressionProblem(schema);
}
