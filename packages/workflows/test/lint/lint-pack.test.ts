import { describe, expect, it } from 'vitest';
import type { CompileReport } from '../../src/compile/program.ts';
import { lintPack } from '../../src/lint/lint-pack.ts';
import { readPack } from '../../src/pack/read-pack.ts';
import { buildPack } from '../support/build-pack.ts';
import { SHARED_PACKS } from '../support/shared-packs.ts';

/** `warning status_unread: card "Raw Request" (x)`, without the flow's id. */
function lines(text: string): readonly string[] {
  return lintPack(readPack(text)).map(
    ({ severity, code, place }) =>
      `${severity} ${code}: ${place.replaceAll(/ \([0-9a-f]{8}…\)/g, '').replace(/^flow /, '')}`,
  );
}

describe('lintPack', () => {
  it('says what, where, how bad, and what to do', () => {
    const built = buildPack((pack) => {
      pack.manual('M', (f) => {
        f.wait(40, 'day');
      });
    });
    expect(lintPack(built.read())).toEqual([
      {
        code: 'wait_long',
        severity: 'warning',
        place: `flow "M" (${built.flow('M').id.slice(0, 8)}…) › card "Wait For" (wait1)`,
        message: 'It waits 40 days; the longest wait is 30 days',
        remedy: 'Write the date into a table, and look for due rows in a scheduled flow',
      },
    ]);
  });

  it('takes in what the compiler found, unless a rule finds the same', () => {
    const built = buildPack((pack) => {
      pack.manual('M', (f) => {
        f.comment('x');
      });
    });
    const report: CompileReport = {
      problems: [
        { code: 'flow_missing', place: 'here', message: 'gone' },
        { code: 'iterator_ambiguous', place: 'there', message: 'twice' },
      ],
      counts: { flows: 1, scopes: 1, cards: 2, implemented: 2 },
    };
    expect(lintPack(built.read(), report)).toEqual([
      { code: 'flow_missing', severity: 'error', place: 'here', message: 'gone', remedy: 'See the message' },
    ]);
  });

  it('never shows a whole secret', () => {
    const built = buildPack((pack) => {
      pack.manual('M', (f) => {
        f.compose('client_secret=abcdefghijklmnop');
      });
    });
    expect(lintPack(built.read()).map(({ message }) => message)).toEqual(['It holds a client secret: abc…']);
  });
});

describe.skipIf(SHARED_PACKS === null)('published packs', () => {
  it('over a DynamoDB table: every finding', () => {
    expect(lines(SHARED_PACKS?.('anything-as-a-source/anythingAsASource.folder') ?? '')).toEqual([
      'warning iterator_ambiguous: "[main] Scheduled Import Deactive Users" › card "For Each" (pgKYK85lv)',
      'warning placeholder_value: "[util] Upload Sample User" › card "Put" (Gk3hvv_-F) › input "Request.URL"',
      'warning placeholder_value: "[main] Scheduled Import Deactive Users" › card "Raw Request" (zKN_Vo9Au) › input "Request.URL"',
      'warning placeholder_value: "[main] Scheduled Import Active Users" › card "Raw Request" (zKN_Vo9Au) › input "Request.URL"',
      'warning session_maybe_empty: "[main] Scheduled Import Deactive Users" › card "Bulk User Import" (HVo-86AAU)',
      'warning session_maybe_empty: "[main] Scheduled Import Active Users" › card "Bulk User Import" (mtMoh8i6F)',
      'warning status_unread: "[main] Scheduled Import Deactive Users" › card "Raw Request" (zKN_Vo9Au)',
      'warning status_unread: "[main] Scheduled Import Active Users" › card "Raw Request" (zKN_Vo9Au)',
      'hint concurrency_clamped: "[main] Scheduled Import Deactive Users" › card "Filter Custom" (Vf5vVxDee) › input "concurrency"',
      'hint concurrency_clamped: "[main] Scheduled Import Deactive Users" › card "Map" (ICZKLh-CA) › input "concurrency"',
      'hint concurrency_clamped: "[main] Scheduled Import Active Users" › card "Filter Custom" (HtU-FItBy) › input "concurrency"',
      'hint concurrency_clamped: "[main] Scheduled Import Active Users" › card "Map" (VGfKwlzVl) › input "concurrency"',
      'hint flow_unreachable: "[main] Populate DynamoDB Table"',
    ]);
  });

  it('over Microsoft Graph: every finding', () => {
    expect(lines(SHARED_PACKS?.('anything-as-a-source-pagination/anythingAsASourcePagination.folder') ?? '')).toEqual([
      'error secret_literal: "[util] Upload Sample User to Azure AD" › card "Compose" (npTKjs1hD) › input "_text_"',
      'warning application_several: "[helper 2.1] Delete Target Import Session" › card "Delete Import Session" (L_c7QIg-q)',
      'warning session_after_limit: "[helper 4.1.2] Bulk User Import" › card "Create an Import Session" (sVwTVW5ui)',
      'warning session_maybe_empty: "[helper 4.1.2] Bulk User Import" › card "Bulk User Import" (N7qM6QRBj)',
      'warning session_maybe_empty: "[helper 4.1.2] Bulk User Import" › card "Bulk User Import" (YpDoGghzd)',
      'warning status_unread: "[util] Add Random User To Table" › card "Raw Request" (1Nkhi6e9f)',
      'hint errors_hidden: "[helper 2.0] Generate New Import Session" › card "For Each - Ignore Errors" (HeISg463R)',
      'hint errors_hidden: "[util] Upload All Sample Users" › card "For Each - Ignore Errors" (Al1LTjQJe)',
      'hint errors_hidden: "[util] Remove All Users from Okta" › card "For Each - Ignore Errors" (f541nuulW)',
      'hint flow_unreachable: "[util] Upload All Sample Users"',
      'hint flow_unreachable: "[util] Add Random User To Table"',
      'hint flow_unreachable: "[util] Remove All Users from Okta"',
      'hint pin_stale: "[helper 4.1] Process Page of Results" › card "Map" (kn_rgczIx) › input "userObject"',
    ]);
  });
});
