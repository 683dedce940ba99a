import { isBlank } from '../../tables/cell.ts';
import { toBoolean, toText } from '../../values/convert.ts';
import type { ValueObject } from '../../values/value.ts';
import type { Action, ActionCall } from '../connector.ts';
import { input } from './input.ts';
import { outputs, statusOutputs } from './output.ts';
import { objectFromOkta, sendToOkta } from './send.ts';
import { userPath } from './users.ts';

/** Cards that change the status, the password or the sessions of a user (workflows-format 6.4). */
export const userLifecycleActions: Readonly<Record<string, Action>> = {
  activateUser: lifecycle('Activate User', 'activate', mailQuery),
  deactivateUser: lifecycle('Deactivate User', 'deactivate', mailQuery),
  reactivateUser: lifecycle('Reactivate User', 'reactivate', mailQuery),
  suspendUser: lifecycle('Suspend User', 'suspend'),
  unsuspendUser: lifecycle('Unsuspend User', 'unsuspend'),
  unsuspend: lifecycle('Unsuspend User', 'unsuspend'),
  unlockUser: lifecycle('Unlock User', 'unlock'),
  expirePassword: lifecycle('Expire Password', 'expire_password'),
  resetPassword: {
    title: 'Reset Password',
    effect: 'outside',
    run: async (call) => {
      const path = `${userPath(call)}/lifecycle/reset_password`;
      const federated = yesOrNo(call, 'convert') === true ? { provider: 'FEDERATION' } : {};
      const answer = await objectFromOkta(call, { method: 'POST', path, query: { ...federated, ...mailQuery(call) } });
      const url = answer.resetPasswordUrl ?? null;
      return outputs(call, { 'Reset Password': { URL: url } }, { resetPasswordUrl: url, statusCode: 200 });
    },
  },
  deleteUser: {
    title: 'Delete User',
    effect: 'outside',
    run: async (call) => {
      const { status } = await sendToOkta(call, { method: 'DELETE', path: userPath(call), query: mailQuery(call) });
      return statusOutputs(call, status);
    },
  },
  clearUserSessions: {
    title: 'Clear User Sessions',
    effect: 'outside',
    run: async (call) => {
      const tokens = yesOrNo(call, 'oauthTokens', '*.OAuth Tokens', '*.Revoke OAuth Tokens');
      const query = tokens === null ? null : { oauthTokens: tokens };
      const { status } = await sendToOkta(call, { method: 'DELETE', path: `${userPath(call)}/sessions`, query });
      return statusOutputs(call, status);
    },
  },
};

function lifecycle(title: string, verb: string, query: (call: ActionCall) => ValueObject | null = () => null): Action {
  return {
    title,
    effect: 'outside',
    run: async (call) => {
      const path = `${userPath(call)}/lifecycle/${verb}`;
      const { status } = await sendToOkta(call, { method: 'POST', path, query: query(call) });
      return statusOutputs(call, status);
    },
  };
}

/** `sendEmail`: an option `Yes`/`No` or true/false on some cards, an input on others; the org's own default when a card has none. */
function mailQuery(call: ActionCall): ValueObject | null {
  const sendEmail = yesOrNo(call, 'sendEmail', '*.Send Email') ?? yesOrNo(call, 'email');
  return sendEmail === null ? null : { sendEmail };
}

/** An option `Yes` or `No`, or an input that is true or false; null when the card has neither. */
function yesOrNo(call: ActionCall, option: string, ...inputs: readonly string[]): boolean | null {
  const value = call.option(option) ?? input(call, ...inputs);
  if (isBlank(value)) return null;
  return toText(value).toLowerCase() === 'no' ? false : toBoolean(value);
}
