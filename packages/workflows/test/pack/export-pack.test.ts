import { describe, expect, it } from 'vitest';
import { exportFlow, exportPack } from '../../src/pack/export-pack.ts';
import { readPack } from '../../src/pack/read-pack.ts';
import { buildPack } from '../support/build-pack.ts';
import { SHARED_PACKS } from '../support/shared-packs.ts';

const built = buildPack((pack) => {
  pack.connection('okta');
  const top = pack.folder('Top');
  const inner = pack.folder('Inner', top);
  pack.folder('Empty');
  const used = pack.table('Used', { id: 'str' }, { folder: inner });
  pack.table('Unused', { id: 'str' });
  const leaf = pack.helper('Leaf', {}, (f) => {
    f.search(used);
  });
  const onError = pack.helper('On error', {}, (f) => {
    f.comment('sorry');
  });
  pack.helper('Middle', {}, (f) => {
    f.tryCatch(
      (tried) => {
        tried.call(leaf);
        return {};
      },
      () => ({}),
    );
    f.call(pack.ref('Middle'));
    f.call({ id: 'not-in-the-pack', name: '' });
  });
  pack.manual('Main', (f) => {
    f.call(pack.ref('Middle'), {}, { onError: { type: 'flo', flo: onError.id } });
  });
  pack.manual('Other', (f) => {
    f.card('okta:readUser', { groups: { User: { 'ID or Login': 'x' } } });
  });
});

describe('exporting', () => {
  it('gives the file back as it was', () => {
    const text = JSON.stringify(built.json, null, '\t');
    expect(exportPack(readPack(`\uFEFF${text}`))).toBe(text);
  });

  it('of one flow takes along what it needs and nothing else, and can be read again', () => {
    const one = readPack(exportFlow(built.read(), built.flow('Main').id));
    expect({
      flows: [...one.flows.values()].map(({ name }) => name),
      tables: [...one.tables.values()].map(({ name }) => name),
      folders: [...one.folders.values()].map(({ name }) => name),
      connections: [...one.connections.values()].map(({ connector }) => connector),
      warnings: one.warnings,
    }).toEqual({
      flows: ['Leaf', 'On error', 'Middle', 'Main'],
      tables: ['Used'],
      folders: ['Top', 'Inner'],
      connections: [],
      warnings: [],
    });
  });

  it('of one flow leaves its cards as they are', () => {
    const { original: _other, ...pack } = built.read();
    const one = readPack(exportFlow(built.read(), built.flow('Other').id));
    expect(one.flows.get(built.flow('Other').id)).toEqual(pack.flows.get(built.flow('Other').id));
    expect([...one.connections.values()].map(({ connector }) => connector)).toEqual(['okta']);
  });

  it('of a flow that is not there is a mistake of the program', () => {
    expect(() => exportFlow(built.read(), 'nowhere')).toThrow(TypeError);
  });

  it.skipIf(SHARED_PACKS === null)('of each flow of a published pack can be read again', () => {
    const pack = readPack(SHARED_PACKS?.('anything-as-a-source-pagination/anythingAsASourcePagination.folder') ?? '');
    for (const flow of pack.flows.values()) {
      expect(readPack(exportFlow(pack, flow.id)).flows.get(flow.id)).toEqual(flow);
    }
  });
});
