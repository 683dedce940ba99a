import { UsageFailure } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** The token of a command: as given, from standard input for `-`, or from the environment. Throws a UsageFailure. */
export async function readToken(given: string | undefined, terminal: Terminal): Promise<string> {
  const token = (
    given === '-' ? await terminal.readInput() : (given ?? terminal.environment.HEADWATER_TOKEN ?? '')
  ).trim();
  if (token === '') {
    throw new UsageFailure(
      given === '-' ? 'Standard input holds no token.' : 'A token is needed.',
      'Set HEADWATER_TOKEN, or give --token. A new one: headwater token create --name import',
    );
  }
  if (!/^[\x21-\x7e]+$/.test(token.replace(/^(?:SSWS|Bearer|DPoP)\s+/i, ''))) {
    throw new UsageFailure('The token has blanks or unusual characters in it.', 'Copy it again, without line breaks.');
  }
  return token;
}
