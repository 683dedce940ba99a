import { readFile } from 'node:fs/promises';
import type { Pack } from '@headwater/workflows';
import { Failure } from '../../failure.ts';

type PackError = import('@headwater/workflows').PackError;

/** Reads a pack of flows from a file. Throws a Failure with every problem of the pack and its place. */
export async function readPackFile(path: string): Promise<Pack> {
  const { PackError, readPack } = await import('@headwater/workflows');
  const content = await readFile(path);
  try {
    return readPack(content);
  } catch (error) {
    if (!(error instanceof PackError)) throw error;
    throw packRefused(path, error);
  }
}

function packRefused(path: string, { code, problems }: PackError): Failure {
  return new Failure({
    code,
    message: `${path} is no pack of flows that can be read.`,
    details: problems.map(({ place, message }) => `${place}: ${message}`),
    remedy: 'Export the flows anew: as .folder, .flopack or .flow.',
    data: { problems },
  });
}
