/** A file between two cards: bytes with a name. Its bytes are never changed. */
export class FileValue {
  readonly name: string;
  /** Media type, such as `text/csv`. */
  readonly contentType: string;
  readonly content: Uint8Array;

  constructor(name: string, contentType: string, content: Uint8Array) {
    this.name = name;
    this.contentType = contentType;
    this.content = content;
  }

  /** What JSON text says of a file: never its bytes. */
  toJSON(): { readonly name: string; readonly contentType: string; readonly size: number } {
    return { name: this.name, contentType: this.contentType, size: this.content.byteLength };
  }
}
