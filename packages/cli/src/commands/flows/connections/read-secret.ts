import { UsageFailure } from '../../../failure.ts';
import type { Terminal } from '../../../terminal.ts';

interface SecretOptions {
  readonly secretEnv?: string;
  readonly secretStdin?: boolean;
  /** `-` takes standard input for the token of the org. */
  readonly token?: string;
}

/** A secret, from wherever it was said to be, else asked for. Throws a UsageFailure where there is none, or nobody to ask. */
export async function readSecret(
  what: string,
  { secretEnv, secretStdin, token }: SecretOptions,
  terminal: Terminal,
): Promise<string> {
  if (secretEnv !== undefined && secretStdin === true) {
    throw new UsageFailure('--secret-env and --secret-stdin do not go together.');
  }
  if (secretEnv !== undefined) {
    return present(terminal.environment[secretEnv], `The environment variable ${secretEnv} is empty or not set.`);
  }
  if (secretStdin === true) {
    if (token === '-') throw new UsageFailure('Standard input cannot hold both the token and the secret.');
    return present((await terminal.readInput()).replace(/\r?\n$/, ''), 'Standard input holds no secret.');
  }
  const answer = await terminal.readSecret(`The secret (${what}), which is not shown: `);
  if (answer === null) {
    throw new UsageFailure(
      'A secret is needed, and there is nobody to ask.',
      'Name an environment variable with --secret-env, or use --secret-stdin.',
    );
  }
  return present(answer, 'Nothing was typed.');
}

function present(text: string | undefined, message: string): string {
  if (text !== undefined && text !== '') return text;
  throw new UsageFailure(message);
}
