/** samples.csv has no quoted fields but failures' reasons, and no comma in those, so that splitting is enough here. */
/** @type {(text: string) => Readonly<Record<string, string>>[]} */
export function inRows(text) {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    const fields = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
  });
}
