import { expect, it } from 'vitest';
import { checkAnswer } from '../src/check-answer.ts';
import type { WireAnswer } from '../src/exchange.ts';

const json = { 'content-type': ['application/json'] };
const refused: WireAnswer = {
  status: 400,
  headers: json,
  text: '{"errorCode":"E0000001","errorSummary":"Api validation failed: x","errorLink":"E0000001","errorId":"oae0123456789ab","errorCauses":[{"errorSummary":"x: y"}]}',
};

it('takes an error object of the code and the cause', () => {
  expect(checkAnswer({ status: [400, 409], error: 'E0000001', cause: 'x: y' }, refused, {})).toEqual([]);
});

it('says what is another in an error object', () => {
  expect(checkAnswer({ error: 'E0000003', cause: 'other' }, refused, {})).toEqual([
    'the body.errorCode is "E0000001", expected "E0000003"',
    'the body.errorLink is "E0000001", expected "E0000003"',
    'the body.errorCauses[0].errorSummary is "x: y", expected "other"',
  ]);
});

it('shows the body of an answer with another status', () => {
  expect(checkAnswer({ status: 202 }, refused, {})).toEqual([`the status is 400, expected 202: ${refused.text}`]);
});

it('wants no content type where it wants no body', () => {
  expect(checkAnswer({ body: { $absent: true } }, { status: 202, headers: json, text: '' }, {})).toEqual([
    'the header content-type is "application/json", expected none',
  ]);
});

it('says that a body is no JSON', () => {
  expect(checkAnswer({ body: {} }, { status: 200, headers: {}, text: '<html>' }, {})).toEqual([
    'the body is no JSON: "<html>"',
  ]);
});

it('wants a header once', () => {
  const answer = { status: 429, headers: { 'x-rate-limit-reset': ['1', '1'] }, text: '' };
  expect(checkAnswer({ headers: { 'x-rate-limit-reset': { $matches: '1' } } }, answer, {})).toEqual([
    'the header x-rate-limit-reset is there 2 times',
  ]);
});
