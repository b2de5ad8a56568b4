import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

/** What is made of the model for its page, against the page. Pictures that need long simulations are made by hand. */
const project = dirname(dirname(fileURLToPath(import.meta.url)));
const copy = mkdtempSync(join(tmpdir(), 'model-pictures-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function check(docs: string): { status: number | null; said: string } {
  const script = join(project, 'scripts/model-pictures/main.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--quick', '--check', '--docs', docs], { encoding: 'utf8' });
  return { status, said: stderr };
}

describe("the model's page", () => {
  it('has the parameters, presets, keys, examples and the picture of stations that the program gives', () => {
    const { status, said } = check(join(project, 'docs'));
    expect(said).not.toContain('not as the model makes them');
    expect(status).toBe(0);
  });

  it('is told from one where a parameter has another value', () => {
    cpSync(join(project, 'docs'), copy, { recursive: true });
    const page = join(copy, 'model.md');
    const before = readFileSync(page, 'utf8');
    const after = before.replace('| `bounceCopy` | 0.1 |', '| `bounceCopy` | 0.2 |');
    expect(after).not.toBe(before);
    writeFileSync(page, after);
    const { status, said } = check(copy);
    expect(said).toContain('not as the model makes them now: parameters;');
    expect(status).toBe(1);
  });
});
