import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { project, ready } from './ready.mjs';

// The end-to-end tests run the compiled program, as users do.
ready();
const vitest = join(project, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { cwd: project, stdio: 'inherit' });
process.exitCode = status ?? 1;
