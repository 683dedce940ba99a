import { OrgError, OrgUnreachableError } from '@headwater/client';
import { Failure } from '../../../failure.ts';

const REMEDIES: Readonly<Record<number, string>> = {
  401: 'Check the token: it may be mistyped, expired or of another org.',
  403: 'Use a token of an administrator of the org.',
};

/** What an org refused, or that it did not answer, as a command tells it: the summary, each cause on a line. Other errors stay as they are. */
export function explainOrgError(error: unknown): unknown {
  if (error instanceof OrgUnreachableError) {
    const remedy = 'Does a server run there? Start one (headwater start), or say where it is: --url or HEADWATER_URL.';
    return new Failure({ code: error.code, message: error.message, remedy }, { cause: error });
  }
  if (!(error instanceof OrgError)) return error;
  const { status, summary, causes, oktaCode } = error;
  const remedy = REMEDIES[status];
  const [cause] = causes;
  // A single cause says it better than the summary, which only names the field.
  const isSingle = causes.length === 1 && cause !== undefined && summary.startsWith('Api validation failed');
  return new Failure(
    {
      code: 'orgRefused',
      message: sentence(ofCommands(isSingle ? cause : summary)),
      ...(isSingle || causes.length === 0 ? {} : { details: causes.map(ofCommands) }),
      ...(remedy === undefined ? {} : { remedy }),
      data: { status, oktaCode },
    },
    { cause: error },
  );
}

/** The API names its own parameters. */
function ofCommands(text: string): string {
  return text.replaceAll(/"?with=(helpers|callers)"?/g, '--with-$1');
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
