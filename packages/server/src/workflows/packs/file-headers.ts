/** Headers of a file that a browser saves. */
export function fileHeaders(type: string, fileName: string): Readonly<Record<string, string>> {
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return { 'content-type': type, 'content-disposition': `attachment; filename*=UTF-8''${encoded}` };
}
