import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import iconv from 'iconv-lite';
import { SourceError } from '../source.ts';

export interface Encoding {
  /** A name that iconv-lite knows. */
  readonly name: string;
  readonly warning?: string;
}

const HEAD_BYTES = 4096;

/**
 * Finds the encoding of a text file: byte order mark, UTF-16 by its zero bytes, UTF-8 when the whole file is valid
 * UTF-8, else Windows-1252 with a warning.
 * @throws SourceError for a missing file, an empty one, or one that is not text
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  const head = await readHead(path);
  if (head.length === 0) throw new SourceError(basename(path), 'the file is empty');
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le' };
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be' };
  const wide = utf16Without(head);
  if (wide !== undefined) return { name: wide };
  if (head.includes(0)) throw new SourceError(basename(path), `the file is not text (${kindOf(head)})`);
  if (await isUtf8(path)) return { name: 'utf-8' };
  return {
    name: 'windows-1252',
    warning:
      'The file is not UTF-8; it was read as Windows-1252. Look at names with accents, and save it as UTF-8, or name its encoding, if they are wrong.',
  };
}

/** The decoded text of a file, chunk by chunk, without a byte order mark. */
export async function* decodedText(
  path: string,
  encoding: string,
  signal?: AbortSignal,
): AsyncGenerator<string, void, void> {
  const decoder = iconv.getDecoder(encoding, { stripBOM: true });
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024, signal })) {
      const text = decoder.write(chunk as Buffer);
      if (text !== '') yield text;
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw unreadable(path, error);
  }
  const rest = decoder.end();
  if (rest !== undefined && rest !== '') yield rest;
}

export function isKnownEncoding(name: string): boolean {
  return iconv.encodingExists(name);
}

async function readHead(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): SourceError {
  if (cause instanceof SourceError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const texts: Readonly<Record<string, string>> = {
    ENOENT: `there is no file ${path}`,
    EACCES: `no permission to read ${path}`,
    EISDIR: `${path} is a folder; name a file`,
  };
  return new SourceError(basename(path), texts[code ?? ''] ?? `${path} cannot be read: ${message}`, { cause });
}

/** UTF-16 of mostly Latin text has zero bytes on one side only. */
function utf16Without(head: Buffer): string | undefined {
  let even = 0;
  let odd = 0;
  for (const [index, byte] of head.entries()) {
    if (byte !== 0) continue;
    if (index % 2 === 0) even++;
    else odd++;
  }
  const many = head.length / 5;
  if (odd > many && even === 0) return 'utf-16le';
  if (even > many && odd === 0) return 'utf-16be';
  return undefined;
}

function kindOf(head: Buffer): string {
  if (head.subarray(0, 2).toString('latin1') === 'PK') return 'a spreadsheet or archive: save the sheet as CSV';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'compressed: unpack it first';
  return 'it has zero bytes';
}

async function isUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      decoder.decode(chunk as Buffer, { stream: true });
    }
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw unreadable(path, error);
  }
}
