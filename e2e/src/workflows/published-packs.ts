import { readFileSync } from 'node:fs';
import { sharedFile } from '../shared-file.ts';

/** Texts of a published pack and of the rows that come with it. */
export interface PublishedPack {
  readonly text: string;
  /** Rows of its sample people: header, then one line each. */
  readonly people: readonly string[];
  /** The ids of applications that it was made with. */
  readonly applications: readonly string[];
}

const PACKS = {
  dynamo: { file: 'anything-as-a-source/anythingAsASource.folder', people: 'anything-as-a-source/sampleUsers.csv' },
  graph: {
    file: 'anything-as-a-source-pagination/anythingAsASourcePagination.folder',
    people: 'anything-as-a-source-pagination/sampleUsers.csv',
  },
} as const;

/** Whether the packs are beside the checkout. */
export const hasPublishedPacks = sharedFile(`packs/${PACKS.dynamo.file}`) !== undefined;

/** One of the two published packs. */
export function publishedPack(name: keyof typeof PACKS): PublishedPack {
  const text = read(PACKS[name].file);
  return {
    text,
    people: read(PACKS[name].people).trim().split(/\r?\n/),
    applications: [...new Set(text.match(/0oa[0-9a-zA-Z]{17}/g))],
  };
}

function read(file: string): string {
  const path = sharedFile(`packs/${file}`);
  if (path === undefined) throw new TypeError(`The pack ${file} is not beside the checkout`);
  return readFileSync(path, 'utf8');
}
