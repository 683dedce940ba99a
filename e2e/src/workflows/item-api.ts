import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import type { Service, ServiceAnswer } from './service.ts';

export type Item = Readonly<Record<string, string | boolean>>;

type Attribute = { readonly S: string } | { readonly BOOL: boolean };

const TABLE = 'people';

/**
 * The API in front of a DynamoDB table that the first tutorial has people make: `GET /items` gives all items, `PUT /items` puts one.
 * The table is a real one, of a server that speaks DynamoDB's protocol; items come in the order of their ids.
 */
export async function itemApi(items: readonly Item[] = []): Promise<Service & { items(): Promise<readonly Item[]> }> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const ask = (operation: string, body: object) => askDynamo(url, operation, body);
  await ask('CreateTable', {
    TableName: TABLE,
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const put = (item: Item) => ask('PutItem', { TableName: TABLE, Item: toAttributes(item) });
  const all = async () => {
    const { Items } = (await ask('Scan', { TableName: TABLE })) as { Items: Record<string, Attribute>[] };
    return Items.map(fromAttributes).sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  };
  for (const item of items) await put(item);
  return {
    items: all,
    async answer({ method, path, body }): Promise<ServiceAnswer> {
      if (path !== '/items') return { status: 404, body: { message: 'Not Found' } };
      if (method === 'GET') return { status: 200, body: await all() };
      if (method !== 'PUT') return { status: 405, body: { message: 'Method Not Allowed' } };
      const item = JSON.parse(body) as Item;
      await put(item);
      return { status: 200, body: `Put item ${String(item.id)}` };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function askDynamo(url: string, operation: string, body: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=any/20260101/any/dynamodb/aws4_request, SignedHeaders=host, Signature=any',
    },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

function toAttributes(item: Item): Record<string, Attribute> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, typeof value === 'boolean' ? { BOOL: value } : { S: value }]),
  );
}

function fromAttributes(attributes: Record<string, Attribute>): Item {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, 'BOOL' in value ? value.BOOL : value.S]),
  );
}
