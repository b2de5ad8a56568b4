import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { workload as build } from './build/workload.ts';
import { workload as install } from './package-install/workload.ts';
import { play, temporaryFolder } from './repo-clone/testing/play.ts';
import { workload as clone } from './repo-clone/workload.ts';

/*
 * The harness gives programs an environment from an allow-list and an empty HOME. Here HOME is hostile as well, so that what the
 * workloads add has to hold alone; and each test first shows that its poison works where nobody keeps it out.
 */

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('git', () => {
  it('sees neither ~/.gitconfig nor GIT_* variables', async () => {
    const root = temporaryFolder();
    const home = hostileHome(root);
    vi.stubEnv('GIT_DIR', join(root, 'nowhere'));
    vi.stubEnv('GIT_INDEX_FILE', join(root, 'no-index'));
    vi.stubEnv('GIT_CONFIG_COUNT', '1');
    vi.stubEnv('GIT_CONFIG_KEY_0', 'core.autocrlf');
    vi.stubEnv('GIT_CONFIG_VALUE_0', 'true');
    expect(gitSetting(home, 'clone.defaultRemoteName')).toBe('hostile');

    const seen: string[] = [];
    const { problems } = await play(clone, root, {
      home,
      before: (step, { directory }) => {
        if (step.kind !== 'check' || seen.length > 0) return;
        seen.push(
          readFileSync(join(directory, 'repository/.git/config'), 'utf8'),
          ...readdirSync(join(directory, 'repository/.git')),
        );
      },
    });
    expect(problems).toEqual([]);
    expect(seen[0]).toContain('[remote "origin"]');
    expect(seen).not.toContain('planted-by-template');
    expect(existsSync(join(root, 'hook-ran'))).toBe(false);
  });
});

describe('npm', () => {
  it('sees neither ~/.npmrc nor npm_config_* variables', async () => {
    const root = temporaryFolder();
    const home = hostileHome(root);
    vi.stubEnv('npm_config_bin_links', 'false');
    vi.stubEnv('npm_config_omit', 'prod');
    vi.stubEnv('NODE_OPTIONS', '--require=/nowhere.js');
    const env = { PATH: process.env.PATH, HOME: home };
    expect(execFileSync('npm', ['config', 'get', 'bin-links'], { cwd: root, env }).toString().trim()).toBe('false');

    const before = readdirSync(home);
    const { problems } = await play(install, root, { home });
    expect(problems).toEqual([]);
    expect(readdirSync(home).sort()).toEqual([...before, 'tmp'].sort());
  });
});

describe('tsc', () => {
  it('sees no types of folders above the project', async () => {
    const root = temporaryFolder();
    for (const above of [join(root, 'node_modules/@types/hostile'), join(root, 'target/node_modules/@types/hostile')]) {
      mkdirSync(above, { recursive: true });
      writeFileSync(join(above, 'index.d.ts'), 'this is no TypeScript\n');
    }
    const { problems } = await play(build, root);
    expect(problems).toEqual([]);
  });
});

function gitSetting(home: string, name: string): string {
  const env = { PATH: process.env.PATH, HOME: home };
  return execFileSync('git', ['config', '--get', name], { cwd: home, env }).toString().trim();
}

/** A home folder in which every program finds something that would change its work. */
function hostileHome(root: string): string {
  const home = join(root, 'hostile');
  const template = join(root, 'template');
  mkdirSync(join(home, '.config/git'), { recursive: true });
  mkdirSync(join(template, 'hooks'), { recursive: true });
  writeFileSync(join(template, 'planted-by-template'), '');
  const hook = join(template, 'hooks/post-checkout');
  writeFileSync(hook, `#!/bin/sh\ntouch ${join(root, 'hook-ran')}\nexit 1\n`);
  chmodSync(hook, 0o755);
  const settings = [
    `[init]\n\ttemplateDir = ${template}`,
    `[core]\n\tautocrlf = true\n\thooksPath = ${join(template, 'hooks')}\n\texcludesFile = ${join(root, 'template/planted')}`,
    '[clone]\n\tdefaultRemoteName = hostile',
    '[status]\n\tbranch = true\n\tshowUntrackedFiles = no',
    '[fetch]\n\tfsckObjects = true\n[fsck]\n\tskipList = /nowhere',
    '',
  ].join('\n');
  writeFileSync(join(home, '.gitconfig'), settings);
  writeFileSync(join(home, '.config/git/config'), settings);
  const npmrc = [
    'registry=http://127.0.0.1:9/',
    'bin-links=false',
    'install-strategy=nested',
    `cache=${join(home, 'cache')}`,
    '',
  ];
  writeFileSync(join(home, '.npmrc'), npmrc.join('\n'));
  return home;
}
