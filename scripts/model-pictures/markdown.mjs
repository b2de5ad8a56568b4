/** Text of Markdown documents, and the parts of them that are made here. */

/** @type {(titles: readonly string[], rows: readonly (readonly string[])[]) => string} */
export function table(titles, rows) {
  const line = (/** @type {readonly string[]} */ row) => `| ${row.map(cell).join(' | ')} |`;
  return [line(titles), `|${titles.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

function cell(content) {
  return content.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

const LINE = 138;

/** A paragraph in lines as long as those around it. */
export function paragraph(content) {
  const lines = [''];
  for (const word of content.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (longer.length <= LINE) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join('\n');
}

export function code(content) {
  return `\`${content}\``;
}

/**
 * Replaces what stands between the two marks of a part.
 * @type {(document: string, name: string, content: string) => string}
 */
export function withPart(document, name, content) {
  const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/model.md has no part between ${begin} and ${end}`);
  return `${document.slice(0, from + begin.length)}\n${content}\n${document.slice(to)}`;
}
