/** Lines of at most `width` characters, broken at spaces; those after the first begin with `indent`. A longer word keeps a line of its own. */
export function wrapped(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  const first = /^\s*/.exec(text)?.[0] ?? '';
  let line = first;
  for (const word of text.slice(first.length).split(' ')) {
    const isStart = line.trim() === '';
    if (!isStart && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line += isStart ? word : ` ${word}`;
  }
  return [...lines, line];
}
