/** The kernel prints space, tab, newline, backslash and (newer) `#` of paths as `\NNN`: mangle_path() in fs/seq_file.c. */
const ESCAPED_BYTES = /(?:\\[0-3][0-7]{2})+/g;

/** Decodes every well-formed escape, as bytes, so that a run of them may spell one UTF-8 character; leaves anything else alone. */
export function decodeOctal(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPED_BYTES, (run) =>
    Buffer.from(
      run
        .slice(1)
        .split('\\')
        .map((digits) => Number.parseInt(digits, 8)),
    ).toString('utf8'),
  );
}
