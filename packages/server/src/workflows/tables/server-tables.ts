import { createHash } from 'node:crypto';
import { CardError, type TablePort } from '@headwater/workflows';
import type { Transaction } from '../../database/transaction.ts';
import { type JsonValue, step } from '../../jobs/journal/journal.ts';
import type { Org } from '../../orgs/org.ts';
import { clearRows, deleteRow, findRow, insertRows, searchRows, updateRow } from './rows.ts';
import { type FlowTable, findTableOfPack, type TableLock } from './table.ts';

/**
 * The tables that the flows of a pack reach: those of the pack by their ids in it, and any other of the org by its own id. A write
 * happens once per `callId`: the memory of it is an entry of the journal (run: what is before the first `/` of the id, the execution), in
 * the transaction of the write.
 */
export function serverTables(org: Org, packId: string): TablePort {
  async function table(tx: Transaction, id: string, lock: TableLock = 'none'): Promise<FlowTable> {
    const found = await findTableOfPack(tx, packId, id, lock);
    if (found !== undefined) return found;
    throw new CardError(`There is no table "${id}". Import it, or choose another on the card.`, { kind: 'not_found' });
  }

  function write<T extends JsonValue>(
    callId: string,
    tableId: string,
    work: (tx: Transaction, table: FlowTable) => Promise<T>,
  ): Promise<T> {
    return org.transaction(
      (tx) => step(tx, runOf(callId), callId, org.clock.now(), async () => work(tx, await table(tx, tableId, 'share'))),
      { brief: true },
    );
  }

  return {
    describe: (tableId) =>
      org.read(
        async (tx) => {
          const { id, name, columns } = await table(tx, tableId);
          return { id, name, columns };
        },
        { brief: true },
      ),
    search: (tableId, query) => org.read(async (tx) => searchRows(tx, await table(tx, tableId), query)),
    read: (tableId, rowId) => org.read(async (tx) => findRow(tx, await table(tx, tableId), rowId), { brief: true }),
    insert: async (callId, tableId, rows, { replace = false } = {}) => {
      const ids = rowIds(callId, rows.length);
      await write(callId, tableId, async (tx, to) => {
        if (replace) await clearRows(tx, to);
        await insertRows(
          tx,
          org,
          to,
          rows.map((values, index) => ({ id: ids[index] as string, values })),
        );
        return rows.length;
      });
      return ids;
    },
    update: (callId, tableId, rowId, values) =>
      write(callId, tableId, (tx, of) => updateRow(tx, org, of, rowId, values)),
    delete: (callId, tableId, rowId) => write(callId, tableId, (tx, of) => deleteRow(tx, of, rowId)),
    clear: (callId, tableId) => write(callId, tableId, clearRows),
  };
}

function runOf(callId: string): string {
  const at = callId.indexOf('/');
  return at === -1 ? callId : callId.slice(0, at);
}

/** Ids of the rows that a call makes follow from the call, so that its repetition gives the same ones without a list of them. */
function rowIds(callId: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const bytes = createHash('sha256').update(`${callId}\n${index}`).digest().subarray(0, 16);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  });
}
